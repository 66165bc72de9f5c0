#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""portal_mail.py MPABX-PORTAL STORE-URL DIR: what goes by mail, through a mail server that listens on this machine (a small one of
this check's own: RFC 5321, STARTTLS, AUTH PLAIN and LOGIN): a password set and reset by the link, a server that says no at first, one
whose certificate nobody signed; then a second factor, its codes computed here by RFC 6238, and the lock that grows."""
import base64
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal_client import PASSWORD, Client, Portal, check, finish, status, totp  # noqa: E402

PROGRAM, STORE, FOLDER = sys.argv[1:4]
USER, WORD = "portal", "the mail server's password"


class MailServer(threading.Thread):
    """A mail server for tests: keeps what it takes, with how it came."""

    def __init__(self, certificate):
        super().__init__(daemon=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate + ".pem", certificate + ".key")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.mails, self.refuse, self.sessions = [], 0, []
        self.start()

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def signed_in(self, text):
        return base64.b64decode(text) == b"\0" + USER.encode() + b"\0" + WORD.encode()

    def serve(self, c):
        seen = {"tls": False, "auth": False, "to": []}
        self.sessions.append(seen)
        try:
            self.talk(c, seen)
        except (OSError, ValueError):
            pass

    def talk(self, c, seen):
        f = c.makefile("rwb")

        def say(text):
            f.write(text.encode() + b"\r\n")
            f.flush()

        say("220 localhost ESMTP of a check")
        while True:
            line = f.readline()     # of the connection as it is now, under TLS or not
            if not line:
                return
            word = line.decode("latin-1").strip()
            verb = word.split(" ")[0].split(":")[0].upper()
            if verb == "EHLO":
                say("250-localhost\r\n250-8BITMIME\r\n" + ("250 AUTH PLAIN LOGIN" if seen["tls"] else "250 STARTTLS"))
            elif verb == "STARTTLS":
                say("220 go on")
                c = self.context.wrap_socket(c, server_side=True)
                f, seen["tls"] = c.makefile("rwb"), True
            elif verb == "AUTH" and not seen["tls"]:
                say("538 not without TLS")
            elif verb == "AUTH" and word.upper().startswith("AUTH PLAIN"):
                text = word[11:].strip()
                if not text:
                    say("334 ")
                    text = f.readline().decode().strip()
                seen["auth"] = self.signed_in(text)
                say("235 welcome" if seen["auth"] else "535 no")
            elif verb == "MAIL":
                if self.refuse:
                    self.refuse -= 1
                    say("451 later")
                else:
                    seen["from"] = word
                    say("250 well" if seen["auth"] else "530 sign in")
            elif verb == "RCPT":
                seen["to"].append(word)
                say("250 well")
            elif verb == "DATA":
                say("354 go on")
                text = b""
                for part in f:
                    if part == b".\r\n":
                        break
                    text += part
                self.mails.append((dict(seen), text.decode()))
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 well")

    def wait(self, n, seconds=30):
        until = time.time() + seconds
        while time.time() < until and len(self.mails) < n:
            time.sleep(0.05)
        return len(self.mails) >= n


def portal(server, ca):
    return Portal(PROGRAM, STORE, FOLDER, "mail", "--rate", "0", "--mail", f"smtp://localhost:{server.port}", "--mail-from", "PABX <pabx@operator.example>",
                  "--mail-ca", ca, "--base-url", "https://pabx.operator.example", env={**os.environ, "MPABX_MAIL_USER": USER, "MPABX_MAIL_PASSWORD": WORD})


def certificate(name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{FOLDER}/{name}.key", "-out", f"{FOLDER}/{name}.pem",
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    return f"{FOLDER}/{name}"


def link_of(mail):
    found = re.search(r"https://pabx\.operator\.example/password#token=([A-Za-z0-9_-]{43})\r?$", mail, re.M)
    return found.group(1) if found else None


def by_mail(server, address):
    manager, nobody = Client(address, "accueil@lefevre.example"), Client(address)
    answer = manager.post("/fleets/3/users", {"login": "noemie@lefevre.example", "name": "Noémie Roux", "role": "user", "line": "06 39 98 01 08",
                                              "lang": "fr"})
    status("an account is made", answer, 201)
    if not check("its mail comes", server.wait(1), server.sessions):
        return None
    seen, text = server.mails[0]
    check("by TLS, signed in", seen["tls"] and seen["auth"], seen)
    check("from us, to whom it is for alone", "<pabx@operator.example>" in seen["from"] and len(seen["to"]) == 1 and
          "<noemie@lefevre.example>" in seen["to"][0], seen)
    token = link_of(text)
    check("with its link", token, text)
    status("the account waits for its password", nobody.post("/session", {"login": "noemie@lefevre.example", "password": PASSWORD}), 401)
    status("which the link sets", nobody.post("/password/reset", {"token": token, "password": "un mot de passe neuf"}), 204)
    status("once", nobody.post("/password/reset", {"token": token, "password": "un autre mot de passe"}), 422)
    status("so one signs in", nobody.post("/session", {"login": "noemie@lefevre.example", "password": "un mot de passe neuf"}), 200)
    server.refuse = 1
    status("forgotten", Client(address).post("/password/forgot", {"login": "noemie@lefevre.example"}), 202)
    if check("its mail comes although the server said no at first", server.wait(2), server.sessions):
        token = link_of(server.mails[1][1])
        status("and sets another one", Client(address).post("/password/reset", {"token": token, "password": PASSWORD}), 204)
        status("the old one is none any more", Client(address).post("/session", {"login": "noemie@lefevre.example", "password": "un mot de passe neuf"}), 401)
    status("a login that nobody has", Client(address).post("/password/forgot", {"login": "personne@nowhere.example"}), 202)
    time.sleep(1)
    check("gets no mail", len(server.mails) == 2, server.mails[2:])
    return Client(address, "noemie@lefevre.example")


def second_factor(address, own):
    begun = own.post("/me/second-factor", {"password": PASSWORD})
    if not status("a second factor begins", begun, 200, 201):
        return
    key = re.search(r"secret=([A-Z2-7]+)", begun.json.get("uri", "") or begun.raw.decode()).group(1)
    key = base64.b32decode(key + "=" * (-len(key) % 8))
    status("a wrong code does not confirm it", own.put("/me/second-factor", {"code": "000000"}, None), 422)
    while 29.0 - time.time() % 30 < 2:
        time.sleep(0.5)
    status("a right one does", own.put("/me/second-factor", {"code": totp(key)}, None), 204)
    half = Client(address)
    answer = half.post("/session", {"login": "noemie@lefevre.example", "password": PASSWORD})
    status("from now on the password is half of it", answer, 200)
    status("which opens nothing", half.get("/me/today"), 401)
    status("not by the code that was taken", half.post("/session/second-factor", {"code": totp(key)}), 401)
    status("by the next one", half.post("/session/second-factor", {"code": totp(key, 1)}), 200)
    status("and it is open", half.get("/me/today"), 200)


def lock(address):
    waits = []
    until = time.time() + 60
    while len(waits) < 3 and time.time() < until:
        answer = Client(address).post("/session", {"login": "operateur@mpabx.example", "password": "not the one"})
        if answer.status == 429:
            waits.append(int(answer.headers["retry-after"]))
            right = Client(address).post("/session", {"login": "operateur@mpabx.example", "password": PASSWORD})
            check("not even the right one meanwhile", right.status == 429, right)
            time.sleep(waits[-1] + 0.3)
        elif answer.status != 401:
            check("a wrong password", False, answer)
    check("each wait is longer", len(waits) == 3 and waits[0] < waits[1] < waits[2], waits)
    time.sleep(0.3)
    good = None
    until = time.time() + 40
    while time.time() < until and (not good or good.status == 429):
        good = Client(address).post("/session", {"login": "operateur@mpabx.example", "password": PASSWORD})
        time.sleep(0.5)
    check("then the right one", good.status == 200, good)


signed, other = certificate("mail"), certificate("other")
server = MailServer(signed)
with portal(server, signed + ".pem") as p:
    own = by_mail(server, p.address)
    if own:
        second_factor(p.address, own)
    lock(p.address)
# ---- a server whose certificate nobody signed that we know: neither the password nor the mail goes there
before = len(server.mails)
with portal(server, other + ".pem") as p:
    status("forgotten", Client(p.address).post("/password/forgot", {"login": "noemie@lefevre.example"}), 202)
    time.sleep(4)
    check("nothing goes to a server that is not known", len(server.mails) == before and not any(s["auth"] for s in server.sessions[-1:]), server.sessions[-2:])
finish()
