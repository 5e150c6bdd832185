"""Records of what could be invoiced before are byte for byte as they were, whatever else invoices can say now."""

import hashlib
import re

import pytest
from bivelio_core.invoices.verifactu.records import registration

from .test_verifactu import AT, INSTALLATION, KINDS

PROGRAM = re.compile(r"<sf:SistemaInformatico>.*?</sf:SistemaInformatico>", re.DOTALL)
"""Who made the program, and which version it is, may change."""

BEFORE = {
    "the reference's": "296f076c8ff340f548965e3cf1a3d9060b9f5cbfd9f3749ae1f90ea14e40a6f0",
    "exempt": "ca52fe0cd901f4b94b4e0da176b53d14f477c09f2897082ba8f5d0a522f2113f",
    "exempt for two reasons": "7b62e63e29caa80696947a151c2eaf2ccc1a7007052d65706abd2ef1a4e958bd",
    "reverse charge": "94ab198d7f6101f7f695ca9359a045ceeefa24bfb6e89c4a79b3ce9ce693811c",
    "services to the EU": "8530baed0fb276467e7b764c1d9ce997b0ddd0b275b5b647fd645c25ce02c5f6",
    "goods to the EU": "85531903ba059c44dc7c5f961cd3a01a5ec1f5002cd575a04b904ccb83d6b904",
    "export": "036fe95b532755056a68accb366a1bcf6229479103c3ba022b364539adc73bfd",
    "simplified": "9b0e3467a525c45064445dde1c5450ace7cb81c380c7d357176970af6179f718",
    "simplified with a name": "9b0e3467a525c45064445dde1c5450ace7cb81c380c7d357176970af6179f718",
    "with IRPF": "2f6d058c02826e9f72930705df91088dceac7751106dc1ffa5d39267a04a49c1",
    "large": "445eb902881fb0d965f56eb10177e4599fd77d263d74f04235aaec0ce0d19413",
    "another day": "f27b7b063d9dab49bdbe3935c0327976af84c2620fa1d2e153a80c9397b110c8",
    "by difference": "fde7beb6aa7217140c119c8a0d8af15331724fe9e619a79a0b7caac03c7a0d62",
    "by substitution": "ceff53074acf2418bb35197700355d005d2f56e6b629560bdd5ad6c482e3b0fb",
    "of a simplified one": "43fede9d3b2b433a4196ea39c31069a4caa577d43f5bdb0c6b1ab19db6115389",
    "long": "0c6560f695ef742a889f5e542dff13fb3be2b82b2d550ece88ea212a759db55a",
}
"""SHA-256 of each record. One with recargo is not here: AEAT rejects it outside its own regime (code 1279)."""


@pytest.mark.parametrize("name", BEFORE)
def test_a_record_of_before_is_the_same(name):
    made = PROGRAM.sub("", registration(KINDS[name], None, AT, INSTALLATION).xml)
    assert hashlib.sha256(made.encode()).hexdigest() == BEFORE[name]
