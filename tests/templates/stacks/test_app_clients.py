"""The app clients."""

from tests.synthesis import resources

CLIENT = "AWS::Cognito::UserPoolClient"


def test_the_clients_sign_in_by_srp_and_hide_who_has_an_account() -> None:
    clients = resources("tests/environments/prod", CLIENT)
    assert len(clients) == 2
    for client in clients.values():
        properties = client["Properties"]
        assert properties["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        assert properties["PreventUserExistenceErrors"] == "ENABLED"
        assert properties["GenerateSecret"] is False


def test_what_a_client_can_say() -> None:
    clients = {
        client["Properties"]["ClientName"]: client["Properties"]
        for client in resources("tests/environments/everything", CLIENT).values()
    }
    web, native = clients["everything-web"], clients["everything-native"]
    assert (web["AccessTokenValidity"], web["IdTokenValidity"], web["RefreshTokenValidity"]) == (5, 1, 90)
    assert web["TokenValidityUnits"] == {"AccessToken": "minutes", "IdToken": "days", "RefreshToken": "days"}
    assert web["ExplicitAuthFlows"] == ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    assert web["PreventUserExistenceErrors"] == "LEGACY"
    assert "RefreshTokenRotation" not in web
    assert native["RefreshTokenRotation"] == {"Feature": "DISABLED"}
    assert (web["GenerateSecret"], native["GenerateSecret"]) == (False, True)
