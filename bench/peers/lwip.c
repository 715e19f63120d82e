/*
 * Debian's lwIP (liblwip-dev) as a peer of synfin's engine: one process, a connection to its own address over a
 * loopback netif, bulk in one direction for a bounded number of bytes.
 *
 *     cc -O2 -I/usr/include/lwip lwip.c -llwip -lpthread -o lwip && ./lwip BYTES
 *
 * Prints: bytes, then user+system CPU seconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/resource.h>
#include <lwip/init.h>
#include <lwip/netif.h>
#include <lwip/tcp.h>
#include <lwip/tcpip.h>
#include <lwip/ip4_addr.h>

static char block[65536];
static unsigned long long wanted, arrived;
static struct netif self;

static double cpu_seconds(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec +
         (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static err_t output(struct netif *netif, struct pbuf *p, const ip4_addr_t *to) {
  (void)to;
  return netif_loop_output(netif, p);
}

static err_t netif_up(struct netif *netif) {
  netif->name[0] = 's';
  netif->name[1] = 'f';
  netif->mtu = 1500;
  netif->output = output;
  return ERR_OK;
}

static double started;

static err_t received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err) {
  (void)arg;
  (void)err;
  if (p == NULL) return tcp_close(pcb);
  arrived += p->tot_len;
  tcp_recved(pcb, p->tot_len);
  pbuf_free(p);
  if (arrived >= wanted) {
    printf("%llu %.6f\n", arrived, cpu_seconds() - started);
    fflush(stdout);
    _exit(0);
  }
  return ERR_OK;
}

static err_t accepted(void *arg, struct tcp_pcb *pcb, err_t err) {
  (void)arg;
  (void)err;
  tcp_recv(pcb, received);
  return ERR_OK;
}

static void fill(struct tcp_pcb *pcb) {
  u16_t room = tcp_sndbuf(pcb);
  while (room > 0) {
    if (tcp_write(pcb, block, room, TCP_WRITE_FLAG_COPY) != ERR_OK) break;
    room = tcp_sndbuf(pcb);
  }
  tcp_output(pcb);
}

static err_t sent(void *arg, struct tcp_pcb *pcb, u16_t length) {
  (void)arg;
  (void)length;
  fill(pcb);
  return ERR_OK;
}

static err_t connected(void *arg, struct tcp_pcb *pcb, err_t err) {
  (void)arg;
  (void)err;
  started = cpu_seconds();
  fill(pcb);
  return ERR_OK;
}

static void go(void *arg) {
  ip4_addr_t address, mask, gateway;
  (void)arg;
  IP4_ADDR(&address, 10, 0, 0, 1);
  IP4_ADDR(&mask, 255, 0, 0, 0);
  IP4_ADDR(&gateway, 0, 0, 0, 0);
  netif_add(&self, &address, &mask, &gateway, NULL, netif_up, tcpip_input);
  netif_set_up(&self);
  netif_set_link_up(&self);
  netif_set_default(&self);
  struct tcp_pcb *server = tcp_new();
  tcp_bind(server, IP_ADDR_ANY, 80);
  server = tcp_listen(server);
  tcp_accept(server, accepted);
  struct tcp_pcb *client = tcp_new();
  tcp_sent(client, sent);
  ip_addr_t to;
  ip_addr_copy_from_ip4(to, address);
  tcp_connect(client, &to, 80, connected);
}

int main(int argc, char **argv) {
  wanted = argc > 1 ? strtoull(argv[1], NULL, 10) : 200ull << 20;
  memset(block, 'x', sizeof block);
  tcpip_init(go, NULL);
  sleep(60);
  fprintf(stderr, "lwip: gave up after 60 s with %llu bytes\n", arrived);
  return 1;
}
