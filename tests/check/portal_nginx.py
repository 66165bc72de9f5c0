#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""portal_nginx.py MPABX-PORTAL STORE-URL DIR DOC-PORTAL.MD: the nginx configuration that doc/portal.md shows, in a real nginx before the
portal: pages and sign-in over TLS, a cookie for TLS alone, events that are not held back, whose address counts."""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal_client import PASSWORD, Portal, check, finish  # noqa: E402

PROGRAM, STORE, FOLDER, DOC = sys.argv[1:5]

def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


def configuration(own, behind):
    """The document's own block, but for what an operator fills in: ports, name, certificate."""
    text = open(DOC).read()
    block = re.search(r"## Behind nginx\n(.*?\n    \}\n)", text, re.S).group(1)
    block = re.sub(r"^    ", "", block, flags=re.M)
    block = block.replace("listen 443", f"listen 127.0.0.1:{own}").replace("127.0.0.1:8080", f"127.0.0.1:{behind}")
    block = block.replace("ssl_certificate ...; ssl_certificate_key ...;", f"ssl_certificate {FOLDER}/cert.pem; ssl_certificate_key {FOLDER}/key.pem;")
    check("all of it is filled in", "..." not in block, block)
    paths = "".join(f"{name}_temp_path {FOLDER}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(f"{FOLDER}/nginx.conf", "w") as f:
        f.write(f"daemon off; master_process off; pid {FOLDER}/nginx.pid; error_log {FOLDER}/nginx.log;\n"
                f"events {{}}\nhttp {{\naccess_log off;\n{paths}{block}}}\n")


subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{FOLDER}/key.pem", "-out", f"{FOLDER}/cert.pem", "-days", "2",
                "-subj", "/CN=pabx.operator.example"], check=True, capture_output=True)
portal = Portal(PROGRAM, STORE, FOLDER, "portal", "--behind-proxy", "--rate", "5", "--mail-folder", FOLDER, scheme="https?")
own = free_port()
configuration(own, portal.address[1])
nginx = subprocess.Popen([shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"), "-c", f"{FOLDER}/nginx.conf", "-p", FOLDER])
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
for _ in range(100):
    try:
        socket.create_connection(("127.0.0.1", own), 1).close()
        break
    except OSError:
        time.sleep(0.1)


def ask(method, path, body=None, headers=None, connection=None):
    c = connection or http.client.HTTPSConnection("127.0.0.1", own, timeout=30, context=context)
    c.request(method, "/api/v1" + path, body and json.dumps(body), {"Content-Type": "application/json", **(headers or {})})
    answer = c.getresponse()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()


def stream(cookie):
    s = context.wrap_socket(socket.create_connection(("127.0.0.1", own), 30))
    s.sendall(f"GET /api/v1/fleets/3/events HTTP/1.1\r\nHost: pabx.operator.example\r\nCookie: {cookie}\r\n\r\n".encode())
    return s


def saw(s, what, seconds):
    text, until = b"", time.time() + seconds
    s.settimeout(0.2)
    while what not in text and time.time() < until:
        try:
            text += s.recv(65536)
        except (TimeoutError, socket.timeout, ssl.SSLWantReadError):
            continue
    return what in text, text


try:
    status, headers, body = ask("POST", "/session", {"login": "accueil@lefevre.example", "password": PASSWORD})
    if check("one signs in through nginx", status == 200, body):
        csrf, cookie = json.loads(body)["csrf"], headers["set-cookie"].split(";")[0]
        check("the cookie is for TLS alone", "; Secure" in headers["set-cookie"], headers)
        check("browsers stay with TLS", "strict-transport-security" in headers, headers)
        events = stream(cookie)
        check("a stream begins at once", saw(events, b"event: hello", 3)[0])
        begin = time.time()
        status, headers, body = ask("PUT", "/fleets/3/lines/33639980103/dnd", {"active": True}, {"Cookie": cookie, "X-CSRF-Token": csrf})
        check("a change goes through", status == 200, body)
        check("and is told within a second: nothing is held back", saw(events, b"33639980103", 1.5)[0], time.time() - begin)
        ask("PUT", "/fleets/3/lines/33639980103/dnd", {"active": False}, {"Cookie": cookie, "X-CSRF-Token": csrf})
        # an address that the caller writes himself is not whom limits count
        c = http.client.HTTPSConnection("127.0.0.1", own, timeout=30, context=context)
        tries = [ask("GET", "/health", None, {"X-Forwarded-For": f"192.0.2.{n}"}, c)[0] for n in range(100)]
        check("X-Forwarded-For is nginx's word alone", 429 in tries, tries)
        status, headers, body = ask("GET", "/fleets/3", headers={"Cookie": cookie})
        check("who is signed in goes on", status == 200, body)
    status, headers, body = ask("POST", "/fleets/3/import", None, {"Content-Length": "9000000"})
    check("a file that is too large", status == 413, (status, body))
finally:
    nginx.send_signal(signal.SIGQUIT)
    try:
        nginx.wait(10)
    except subprocess.TimeoutExpired:
        nginx.kill()
    portal.end()
finish()
