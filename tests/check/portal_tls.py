#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""portal_tls.py PORT LOGIN PASSWORD: a portal that speaks TLS itself, with its usual rate: the operator who was added by the
command line signs in, the cookie is for TLS alone, and who asks too much is told to wait."""
import http.client
import json
import os
import ssl
import sys
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal_client import check, finish  # noqa: E402

PORT, LOGIN, WORD = int(sys.argv[1]), sys.argv[2], sys.argv[3]

context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
c = http.client.HTTPSConnection("127.0.0.1", PORT, timeout=30, context=context)


def ask(method, path, body=None, headers=None):
    c.request(method, "/api/v1" + path, body and json.dumps(body), {"Content-Type": "application/json", **(headers or {})})
    answer = c.getresponse()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()


status, headers, body = ask("POST", "/session", {"login": LOGIN, "password": WORD})
check("the operator signs in", status == 200 and json.loads(body)["user"]["role"] == "operator", body)
check("the cookie is for TLS alone", "; Secure" in headers.get("set-cookie", ""), headers)
check("and no other host of the domain can set it", headers.get("set-cookie", "").startswith("__Host-mpabx_session=") and "; Path=/;" in headers["set-cookie"], headers)
check("browsers stay with TLS", "max-age" in headers.get("strict-transport-security", ""), headers)
cookie = {"Cookie": headers.get("set-cookie", "").split(";")[0]}
answers = [ask("GET", "/session", headers=cookie) for _ in range(600)]
late = [a for a in answers if a[0] == 429]
check("who asks too much waits", late and all(int(a[1].get("retry-after", 0)) > 0 for a in late), len(late))
check("and was served before", sum(a[0] == 200 for a in answers) >= 200, [a[0] for a in answers[:5]])
status, headers, _ = ask("GET", "/session", headers={"Cookie": cookie["Cookie"].replace("__Host-", "")})
check("a cookie of the other name is none", status in (401, 429), status)
warnings.simplefilter("ignore", DeprecationWarning)
old = ssl.create_default_context()
old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
old.set_ciphers("ALL:@SECLEVEL=0")
old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
try:
    http.client.HTTPSConnection("127.0.0.1", PORT, timeout=10, context=old).request("GET", "/api/v1/health")
    check("TLS before 1.2 is refused", False)
except OSError:        # an alert, or the end of the connection
    check("TLS before 1.2 is refused", True)
check("others are not held up", ask("GET", "/health")[0] == 200)
finish()
