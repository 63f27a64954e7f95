"""Reads the mail on standard input with Python's own library and prints what it says, as one JSON object: a second opinion on what `write` made."""
import email
import email.policy
import json
import sys

mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
parts = [part for part in mail.walk() if not part.is_multipart()]
print(json.dumps({
    "from": str(mail["from"]), "to": str(mail["to"]), "reply_to": str(mail["reply-to"]), "subject": str(mail["subject"]), "date": mail["date"].datetime.isoformat(),
    "kinds": [part.get_content_type() for part in mail.walk()],
    "texts": [part.get_content().replace("\r\n", "\n") for part in parts if part.get_content_maintype() == "text" and not part.get_filename()],
    "files": [[part.get_filename(), part.get_content_type(), part.get_payload(decode=True).hex()] for part in parts if part.get_filename()],
    "headers": [[name, str(value)] for name, value in mail.items()],
    "defects": [str(defect) for part in mail.walk() for defect in part.defects],
}))
