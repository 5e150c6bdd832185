"""A publishable key is told what it cannot do, and what can be done about it, in the caller's language."""

import pytest

from tests import gateway
from tests.operated import new_key, new_organisation
from tools.endpoints import operations

pytestmark = pytest.mark.usefixtures("deployment")
CANNOT = {
    "ca": ("no pot fer aquesta operació", "clau secreta"),
    "es": ("no puede hacer esta operación", "clave secreta"),
    "en": ("cannot do this", "secret key"),
}
NOT_MADE = {
    "ca": ("no es va fer per llegir 'contacts'", "/keys/update"),
    "es": ("no se hizo para leer 'contacts'", "/keys/update"),
    "en": ("was not made to read 'contacts'", "/keys/update"),
}


def refused(route, language, *scopes, **about):
    key = new_key(new_organisation(), *(scopes or ("read",)), type="publishable", **about)
    answer = gateway.request(route, headers={"X-API-Key": key, "Accept-Language": language})
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")
    return answer.error


@pytest.mark.parametrize("language", CANNOT)
@pytest.mark.parametrize("route", ["/invoices/list", "/contacts/create"])
def test_what_no_publishable_key_can_do_is_told_with_what_can(route, language):
    """Neither more scopes nor other resources would help, so neither is advised."""
    error = refused(route, language)
    assert error["details"]["reason"] == "not_publishable"
    message, remedy = CANNOT[language]
    assert message in error["message"]
    assert remedy in error["remedy"]
    assert "required_scope" not in error["remedy"]


@pytest.mark.parametrize("language", NOT_MADE)
def test_a_resource_that_a_key_was_not_made_for_is_told_with_the_way_to_add_it(language):
    error = refused("/contacts/list", language)
    assert error["details"]["reason"] == "not_among_resources"
    message, remedy = NOT_MADE[language]
    assert message in error["message"]
    assert remedy in error["remedy"]


def test_the_advice_names_what_a_publishable_key_can_read():
    public = {operation.endpoint.resource for operation in operations() if operation.endpoint.is_public}
    assert public == {"contacts", "workflows"}, "then the remedy of NotPublishable needs another sentence"
