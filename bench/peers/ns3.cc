/*
 * Debian's ns-3 (libns3-dev) as a peer of synfin's simulation: two nodes, 100 Mbit/s, 20 ms round trip, a queue of one
 * bandwidth-delay product (167 packets), bulk in one direction, Reno as Linux has it, SACK and timestamps on.
 *
 *     g++ -O2 ns3.cc -lns3-core -lns3-network ... -o ns3 && ./ns3 SECONDS FLOWS
 *
 * Prints: packets put on the wires, then user+system CPU seconds, then goodput in Mbit/s.
 */
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>
#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

using namespace ns3;

static unsigned long long packets;

static void Count(Ptr<const Packet>) { packets++; }

static double CpuSeconds() {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv) {
  double seconds = argc > 1 ? atof(argv[1]) : 60;
  int flows = argc > 2 ? atoi(argv[2]) : 1;
  Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TypeId::LookupByName("ns3::TcpLinuxReno")));
  Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
  Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
  Config::SetDefault("ns3::TcpSocket::DelAckCount", UintegerValue(2));
  Config::SetDefault("ns3::TcpSocket::DelAckTimeout", TimeValue(MilliSeconds(40)));
  Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(200)));
  Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1 << 20));
  Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1 << 20));

  NodeContainer nodes;
  nodes.Create(2);
  PointToPointHelper wire;
  wire.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
  wire.SetChannelAttribute("Delay", StringValue("10ms"));
  wire.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("167p"));
  NetDeviceContainer devices = wire.Install(nodes);
  InternetStackHelper().Install(nodes);
  Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
  Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
  TrafficControlHelper().Uninstall(devices);
  for (uint32_t i = 0; i < devices.GetN(); i++)
    devices.Get(i)->TraceConnectWithoutContext("PhyTxEnd", MakeCallback(&Count));

  PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 80));
  ApplicationContainer sinks = sink.Install(nodes.Get(1));
  BulkSendHelper source("ns3::TcpSocketFactory", InetSocketAddress(interfaces.GetAddress(1), 80));
  source.SetAttribute("MaxBytes", UintegerValue(0));
  for (int i = 0; i < flows; i++) source.Install(nodes.Get(0));

  double started = CpuSeconds();
  Simulator::Stop(Seconds(seconds));
  Simulator::Run();
  double spent = CpuSeconds() - started;
  double bytes = DynamicCast<PacketSink>(sinks.Get(0))->GetTotalRx();
  printf("%llu %.6f %.3f\n", packets, spent, bytes * 8 / 1e6 / seconds);
  Simulator::Destroy();
  return 0;
}
