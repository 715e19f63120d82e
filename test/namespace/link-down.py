"""A conversation with the engine while the link is taken down and put up again. Run by link-down.long.test.ts."""

import socket
import subprocess
import sys

device, host = sys.argv[1:]
peer = socket.create_connection((host, 8888), 5)
peer.sendall(b'before\n')
assert peer.recv(99) == b'before\n'
subprocess.run(['ip', 'link', 'set', device, 'down'], check=True)
peer.sendall(b'after\n')
peer.settimeout(2)
try:
    print('while down:', peer.recv(99))
except OSError as error:
    print('while down:', type(error).__name__)
subprocess.run(['ip', 'link', 'set', device, 'up'], check=True)
peer.settimeout(20)
try:
    print('once up:', peer.recv(99).decode().strip())
except OSError as error:
    print('once up:', error)
