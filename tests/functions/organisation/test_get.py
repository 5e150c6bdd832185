"""POST /v1/organisation/get keeps its promises."""

from tests.api import call
from tests.operated import new_organisation


def test_it_shows_what_the_organisation_is_and_no_secret_of_the_platform(deployment):
    caller = {"organisation": new_organisation("Empresa ABC", "pro", language="es"), "scopes": "read"}
    shown = call("organisation.get", caller=caller).data
    assert shown == {
        "id": caller["organisation"],
        "name": "Empresa ABC",
        "plan": "pro",
        "language": "es",
        "time_zone": "Europe/Madrid",
        "mfa_required_for_owners": False,
        "retention": {"request_days": 7, "request_bodies": True},
        "fiscal": {"has_logo": False, "missing": ["legal_name", "nif", "address"]},
        "created_at": shown["created_at"],
    }


def test_who_issues_invoices_is_that_of_the_settings_of_invoicing_of_the_environment(deployment):
    caller = {"organisation": new_organisation()}
    address = {"street": "Carrer Major 1", "postal_code": "08001", "city": "Barcelona"}
    issuer = {"legal_name": "Empresa ABC S.L.", "nif": "B12345674", "address": address}
    call("invoices.settings_update", issuer, caller=caller)
    assert call("organisation.get", caller=caller).data["fiscal"] == {
        **issuer,
        "address": {**address, "country": "ES"},
        "has_logo": False,
    }
    assert "nif" not in call("organisation.get", caller={**caller, "environment": "sandbox"}).data["fiscal"]


def test_a_key_for_other_resources_cannot_read_it(deployment):
    caller = {"organisation": new_organisation(), "scopes": "contacts:admin"}
    assert call("organisation.get", caller=caller).status == 403
