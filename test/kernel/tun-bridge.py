"""Holds a TUN device and carries its packets over stdin and stdout, each after its length in two bytes (big-endian).

Run within a network namespace: tun-bridge.py NAME. An empty frame on stdout says that the device is there; it is gone
when stdin ends.
"""

import fcntl
import os
import select
import struct
import sys

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LARGEST = 65_535

tun = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
fcntl.ioctl(tun, TUNSETIFF, struct.pack('16sH22x', sys.argv[1].encode(), IFF_TUN | IFF_NO_PI))


def write_all(data):
    view = memoryview(data)
    while view:
        view = view[os.write(1, view):]


def take():
    """Packets from the device, as many as wait, in one write."""
    frames = []
    for _ in range(64):
        try:
            packet = os.read(tun, LARGEST)
        except BlockingIOError:
            break
        frames.append(len(packet).to_bytes(2, 'big'))
        frames.append(packet)
    write_all(b''.join(frames))


def give(data):
    """Packets to the device. Returns the beginning of the one that is not whole yet."""
    at = 0
    while at + 2 <= len(data):
        end = at + 2 + (data[at] << 8 | data[at + 1])
        if end > len(data):
            break
        try:
            os.write(tun, data[at + 2:end])
        except OSError:
            pass  # Not a packet, or the device is down: lost, as on a wire.
        at = end
    return data[at:]


write_all(b'\0\0')
poll = select.poll()
poll.register(tun, select.POLLIN)
poll.register(0, select.POLLIN | select.POLLHUP)
rest = b''
while True:
    for fd, _ in poll.poll():
        if fd == tun:
            take()
        else:
            data = os.read(0, 262_144)
            if not data:
                sys.exit()
            rest = give(rest + data)
