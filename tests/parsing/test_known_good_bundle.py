import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.model.known_good import KnownKind
from netwatch.parsing.known_good_bundle import values_of_bundle

BIV, SHORT, MD5, SHA512 = "AB" * 64, "CD" * 32, "ef" * 16, "01" * 64
OF_PRODUCTS = {
    "header": {"version": "an example"},
    "products": [
        {
            "product": "R9000",
            "bootLoaderVersions": [{"version": "17.3(1r)", "entries": [{"biv_hash": BIV}]}],
            "boot0Versions": [{"version": "F01", "entries": [{"biv_hash": SHORT}, "?"]}],
            "osImageVersions": [
                {
                    "version": "17.09.04a",
                    "entries": [
                        {"filename": "r9.bin", "biv_hash": BIV, "md5": MD5, "sha512": SHA512},
                        {"filename": "r9.bin", "biv_hash": None, "md5": SHA512},
                    ],
                }
            ],
        }
    ],
}
OF_FILES = {
    "bulkHash": [
        {
            "filename": "r9.bin",
            "dtype": "osimage",
            "platform": "r9k",
            "sha512": SHA512,
            "biv_hash": BIV,
            "pkg": [{"filename": "r9-base.pkg", "md5": MD5, "biv_hash": SHORT}],
        },
        {"filename": "F01", "dtype": "boot0", "biv_hash": SHORT, "md5": MD5},
        {"filename": "17.3(1r)", "dtype": "blr", "biv_hash": BIV},
        {"filename": "what.bin", "dtype": "else", "md5": MD5},
    ]
}


def read(bundle):
    return {
        (each.kind, each.name, each.algorithm, each.digest, each.model, each.version)
        for each in values_of_bundle(json.dumps(bundle).encode())
    }


def test_by_product_and_version():
    assert read(OF_PRODUCTS) == {
        (KnownKind.BOOTLOADER, "17.3(1r)", "biv", BIV.lower(), "R9000", None),
        (KnownKind.BOOT0, "F01", "biv", SHORT.lower(), "R9000", None),
        (KnownKind.OS, "17.09.04a", "biv", BIV.lower(), "R9000", None),
        (KnownKind.FILE, "r9.bin", "md5", MD5, "", "17.09.04a"),
        (KnownKind.FILE, "r9.bin", "sha512", SHA512, "", "17.09.04a"),
    }


def test_by_file_with_its_packages():
    assert read(OF_FILES) == {
        (KnownKind.OS, "r9.bin", "biv", BIV.lower(), "r9k", None),
        (KnownKind.OS, "r9-base.pkg", "biv", SHORT.lower(), "r9k", None),
        (KnownKind.FILE, "r9.bin", "sha512", SHA512, "", None),
        (KnownKind.FILE, "r9-base.pkg", "md5", MD5, "", None),
        (KnownKind.BOOT0, "F01", "biv", SHORT.lower(), "", None),
        (KnownKind.BOOTLOADER, "17.3(1r)", "biv", BIV.lower(), "", None),
    }


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"a": 1}', b"\xff\xfe", b"[" * 200_000, b'{"a": NaN']
)
def test_what_is_no_bundle(data):
    with pytest.raises(ValueError, match=r"."):
        values_of_bundle(data)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(MD5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["product", "version", "entries", "osImageVersions", "filename", "md5", "pkg"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=20,
)


@given(_JSON, _JSON)
def test_any_json_under_the_right_names_is_read(products, files):
    values_of_bundle(json.dumps({"products": products, "bulkHash": files}).encode())
