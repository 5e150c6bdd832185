"""A name server on 127.0.0.1 with TXT and MX records, as dnspython writes them."""

import socket
import threading
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Records = dict[tuple[str, str], list[str]]


class MailDomain:
    """Answers from `records`, by name and type; a name without any is none. It says nothing while `is_silent`."""

    def __init__(self, records: Records) -> None:
        self.records, self.is_silent = records, False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join(2)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            message, client = self._socket.recvfrom(4_096)
            if not message:
                return
            if not self.is_silent:
                self._socket.sendto(self._answer(dns.message.from_wire(message)), client)

    def _answer(self, query: dns.message.Message) -> bytes:
        (question,) = query.question
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        answer = dns.message.make_response(query, recursion_available=True)
        texts = self.records.get((name, kind))
        if texts:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
        elif not any(known == name for known, _ in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()
