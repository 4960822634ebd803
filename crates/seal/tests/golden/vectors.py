"""Independent sealing vectors: hashlib, hmac and `cryptography`, nothing of ours.

XChaCha20-Poly1305 is built here from HChaCha20 (draft-irtf-cfrg-xchacha, 2.2) and the library's
ChaCha20-Poly1305; the draft's own HChaCha20 and AEAD vectors are checked before anything is printed.
"""
import base64
import hashlib
import hmac
import json
import struct
import unicodedata

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305


def hchacha20(key, nonce16):
    words = list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce16))

    def quarter(a, b, c, d):
        for x, y, z, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            words[x] = (words[x] + words[y]) & 0xFFFFFFFF
            mixed = words[z] ^ words[x]
            words[z] = ((mixed << bits) | (mixed >> (32 - bits))) & 0xFFFFFFFF

    for _ in range(10):
        for column in range(4):
            quarter(column, column + 4, column + 8, column + 12)
        quarter(0, 5, 10, 15)
        quarter(1, 6, 11, 12)
        quarter(2, 7, 8, 13)
        quarter(3, 4, 9, 14)
    return struct.pack("<8I", *words[:4], *words[12:])


def xchacha_seal(key, nonce24, text, aad):
    subkey = hchacha20(key, nonce24[:16])
    return ChaCha20Poly1305(subkey).encrypt(b"\0\0\0\0" + nonce24[16:], text, aad)


def check_against_the_draft():
    key = bytes(range(32))
    nonce = bytes.fromhex("000000090000004a0000000031415927")
    expected = "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"
    assert hchacha20(key, nonce).hex() == expected
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        b"sunscreen would be it."
    )
    sealed = xchacha_seal(
        bytes(range(0x80, 0xA0)), bytes(range(0x40, 0x58)), text, bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    )
    assert sealed[-16:].hex() == "c0875924c1c7987947deafd8780acf49"


def lp(*parts):
    out = b""
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        out += struct.pack(">I", len(data)) + data
    return out


def hkdf32(ikm, info):
    extracted = hmac.new(b"\0" * 32, ikm, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def vector(seed, initiative, event, field, subject, text):
    data_key = hashlib.sha256(b"data key " + seed).digest()
    nonce = hashlib.sha256(b"nonce " + seed).digest()[:24]
    place = (initiative, event, field)
    key = hkdf32(data_key, lp("hora/v1/key", *place))
    blind = hkdf32(data_key, lp("hora/v1/blind", *place))
    normal = unicodedata.normalize("NFC", text).encode()
    commitment = hashlib.sha256(lp("hora/v1/commitment", *place, blind, normal)).hexdigest()
    ciphertext = xchacha_seal(key, nonce, normal, lp("hora/v1/sealed", *place))
    return {
        "data_key": data_key.hex(),
        "nonce": nonce.hex(),
        "initiative": initiative,
        "event": event,
        "field": field,
        "plaintext": text,
        "blind": blind.hex(),
        "stored": {
            "subject": subject,
            "sealed": base64.b64encode(nonce + ciphertext).decode(),
            "commitment": commitment,
        },
    }


check_against_the_draft()
EVENT = "0197a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b"
PERSON = "person:p_00112233445566778899aabbccddeeff"
print(
    json.dumps(
        [
            vector(b"1", "cluj-school", EVENT, "/text", "text:" + EVENT, "Ne întâlnim joi."),
            vector(b"2", "cluj-school", EVENT, "/items/3/text", "text:" + EVENT, ""),
            vector(b"3", "hub", EVENT, "/name", PERSON, "S\u0326tefan A\u0306\u0301 \u212b"),
            vector(b"4", "a1", EVENT, "/~1a~0b", PERSON, "emoji \U0001f91d, tab\tand\nnewline"),
            vector(b"5", "nyc-homelessness", EVENT, "/reason", "text:" + EVENT, "x" * 4000),
        ],
        indent=1,
        ensure_ascii=True,
    )
)
