"""Answers of AWS's query services as XML, written from botocore's models of the services.

Source: the models' ``protocol``, shapes and location names, which are what the real services and
their clients are generated from.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

_REQUEST = "00000000-0000-4000-8000-000000000000"
_NAMES = {"elasticloadbalancing": "elbv2"}


@cache
def models() -> Mapping[str, Any]:
    """Return the service models by the name a request is signed with."""
    from botocore.session import Session

    session = Session()
    names = ("ec2", "sts", "elasticloadbalancing")
    return {each: session.get_service_model(_NAMES.get(each, each)) for each in names}


def response_xml(service: str, operation: str, answer: Mapping[str, Any]) -> bytes:
    """Return ``answer``, in the member names of the API reference, as ``operation`` sends it."""
    model = models()[service]
    described = model.operation_model(operation)
    root = Element(f"{operation}Response", xmlns=f"urn:{service}")
    body = root
    if model.metadata["protocol"] == "query":
        wrapper = described.output_shape.serialization.get("resultWrapper", f"{operation}Result")
        body = SubElement(root, wrapper)
        SubElement(SubElement(root, "ResponseMetadata"), "RequestId").text = _REQUEST
    else:
        SubElement(root, "requestId").text = _REQUEST
    _members(body, described.output_shape, answer)
    return _written(root)


def error_xml(service: str, code: str, said: str) -> bytes:
    """Return a refusal in the form of ``service``."""
    if service == "ec2":
        root = Element("Response")
        error = SubElement(SubElement(root, "Errors"), "Error")
        SubElement(root, "RequestID").text = _REQUEST
    else:
        root = Element("ErrorResponse")
        error = SubElement(root, "Error")
        SubElement(root, "RequestId").text = _REQUEST
    SubElement(error, "Code").text = code
    SubElement(error, "Message").text = said
    return _written(root)


def _written(root: Element) -> bytes:
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _members(parent: Element, shape: Any, value: Mapping[str, Any]) -> None:  # noqa: ANN401  # botocore's
    """Append the members of a structure. Raises ValueError for one the service does not have."""
    for name, each in value.items():
        if name not in shape.members:
            raise ValueError(f"{shape.name} has no member {name!r}")
        member = shape.members[name]
        _append(parent, member.serialization.get("name", name), member, each)


def _append(parent: Element, name: str, shape: Any, value: Any) -> None:  # noqa: ANN401  # botocore's
    if shape.type_name == "list":
        held = parent if shape.serialization.get("flattened") else SubElement(parent, name)
        for each in value:
            _append(held, shape.member.serialization.get("name", "member"), shape.member, each)
    elif shape.type_name == "structure":
        _members(SubElement(parent, name), shape, value)
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        SubElement(parent, name).text = text
