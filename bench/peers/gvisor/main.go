// gVisor's netstack (Debian's golang-gvisor-gvisor-dev) as a peer of synfin's engine: two stacks in one process,
// joined by link/pipe at MTU 1500, SACK on, bulk in one direction for a bounded number of bytes.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o gvisor . && GOMAXPROCS=1 ./gvisor BYTES
//
// Prints: bytes, then user+system CPU seconds.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/ethernet"
	"gvisor.dev/gvisor/pkg/tcpip/link/pipe"
	"gvisor.dev/gvisor/pkg/tcpip/network/arp"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

func cpuSeconds() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(used.Utime) + seconds(used.Stime)
}

func newStack(link stack.LinkEndpoint, address string) *stack.Stack {
	s := stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol, arp.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol},
	})
	sack := tcpip.TCPSACKEnabled(true)
	if err := s.SetTransportProtocolOption(tcp.ProtocolNumber, &sack); err != nil {
		panic(err.String())
	}
	if err := s.CreateNIC(1, ethernet.New(link)); err != nil {
		panic(err.String())
	}
	own := tcpip.ProtocolAddress{
		Protocol:          ipv4.ProtocolNumber,
		AddressWithPrefix: tcpip.Address(address).WithPrefix(),
	}
	if err := s.AddProtocolAddress(1, own, stack.AddressProperties{}); err != nil {
		panic(err.String())
	}
	s.SetRouteTable([]tcpip.Route{{Destination: header.IPv4EmptySubnet, NIC: 1}})
	return s
}

func main() {
	wanted := 100 << 20
	if len(os.Args) > 1 {
		wanted, _ = strconv.Atoi(os.Args[1])
	}
	time.AfterFunc(60*time.Second, func() { fmt.Fprintln(os.Stderr, "gvisor: gave up after 60 s"); os.Exit(1) })
	a, b := pipe.New("\x02\x00\x00\x00\x00\x01", "\x02\x00\x00\x00\x00\x02", 1500)
	client, server := newStack(a, "\x0a\x00\x00\x01"), newStack(b, "\x0a\x00\x00\x02")
	at := tcpip.FullAddress{NIC: 1, Addr: "\x0a\x00\x00\x02", Port: 80}
	listener, err := gonet.ListenTCP(server, at, ipv4.ProtocolNumber)
	if err != nil {
		panic(err)
	}
	go func() {
		conn, err := gonet.DialContextTCP(context.Background(), client, at, ipv4.ProtocolNumber)
		if err != nil {
			panic(err)
		}
		block := make([]byte, 256<<10)
		for {
			if _, err := conn.Write(block); err != nil {
				return
			}
		}
	}()
	conn, err := listener.Accept()
	if err != nil {
		panic(err)
	}
	started, arrived, block := cpuSeconds(), 0, make([]byte, 256<<10)
	for arrived < wanted {
		n, err := conn.Read(block)
		if err != nil {
			panic(err)
		}
		arrived += n
	}
	fmt.Printf("%d %.6f\n", arrived, cpuSeconds()-started)
}
