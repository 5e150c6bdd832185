"""The files for Bruno; tests/e2e/test_collection.py has Bruno send them."""

import json
import re

from tools.connect import bruno
from tools.sdk.document import Document
from tools.site.machines import postman

BLOCK = re.compile(r"^([\w:-]+) \{\n(.*?)^\}\n", re.DOTALL | re.MULTILINE)
DOCUMENT = Document()
COLLECTION = postman(DOCUMENT)


def test_each_operation_is_a_file_with_the_body_of_its_example():
    texts = bruno.files(COLLECTION)
    addresses = {}
    for path, text in texts.items():
        blocks = dict(BLOCK.findall(text))
        if "post" in blocks:
            addresses[re.findall(r"url: \{\{base_url\}\}([^?\n]*)", blocks["post"])[0]] = path
            assert isinstance(json.loads(blocks["body:json"]), dict), path
    assert addresses.keys() == {method.path for method in DOCUMENT.methods}
    assert len(set(addresses.values())) == len(addresses)


def test_nothing_secret_is_written_and_no_line_of_a_text_ends_its_block():
    for path, text in bruno.files(COLLECTION).items():
        if path.endswith(".bru"):
            rest = BLOCK.sub("", text).strip()
            assert rest == "" or (path.startswith("environments/") and rest.startswith("vars:secret [")), path
    assert "bv_" not in "".join(bruno.files(COLLECTION)[f"environments/{name}.bru"] for name in ("Sandbox", "Live"))


def test_the_archive_has_the_same_bytes_each_time():
    assert bruno.archive(COLLECTION) == bruno.archive(postman(Document()))
