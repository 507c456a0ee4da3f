"""What this room refuses, as closed codes: no value that came from outside is ever kept in an error."""

from enum import StrEnum

from engine.errors import FormuneError


class ProfileError(FormuneError):
    """A provider's settings are wrong."""

    def __init__(self, provider: str, key: str, mend: str) -> None:
        super().__init__(f"provider {provider}, {key}: {mend}")
        #: Id of the provider, as the city file names it.
        self.provider = provider
        #: Name of the setting that is wrong.
        self.key = key
        #: What to write instead.
        self.mend = mend


class Kind(StrEnum):
    """What a refusal means for the person, hence which page to show."""

    #: The person turned back at the provider's.
    CANCELLED = "cancelled"
    #: The login is no longer the one that this browser began: start again.
    AGAIN = "again"
    #: The provider vouched less strongly than the procedure asks.
    LEVEL = "level"
    #: The provider is down, or said something that does not hold.
    TROUBLE = "trouble"


class Reason(StrEnum):
    """Why a login was refused; the codes stand in logs and metrics, and never change meaning."""

    TRANSACTION_INVALID = "transaction_invalid"
    QUERY_DUPLICATE = "query_duplicate"
    QUERY_INVALID = "query_invalid"
    STATE_MISMATCH = "state_mismatch"
    STATE_EXPIRED = "state_expired"
    BROWSER_MISMATCH = "browser_mismatch"
    MIXED_UP_PROVIDER = "mixed_up_provider"
    ISS_MISSING = "iss_missing"
    ISS_MISMATCH = "iss_mismatch"
    ACCESS_DENIED = "access_denied"
    PROVIDER_ERROR = "provider_error"
    CODE_MISSING = "code_missing"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    RESPONSE_TOO_LARGE = "response_too_large"
    DISCOVERY_INVALID = "discovery_invalid"
    DISCOVERY_ISSUER = "discovery_issuer"
    ENDPOINT_INSECURE = "endpoint_insecure"
    JWKS_INVALID = "jwks_invalid"
    TOKEN_REFUSED = "token_refused"  # noqa: S105 -- a reason code
    TOKEN_INVALID = "token_invalid"  # noqa: S105 -- a reason code
    ID_TOKEN_MISSING = "id_token_missing"  # noqa: S105 -- a reason code
    ID_TOKEN_MALFORMED = "id_token_malformed"  # noqa: S105 -- a reason code
    ID_TOKEN_ALGORITHM = "id_token_algorithm"  # noqa: S105 -- a reason code
    ID_TOKEN_HEADER = "id_token_header"  # noqa: S105 -- a reason code
    ID_TOKEN_SIGNATURE = "id_token_signature"  # noqa: S105 -- a reason code
    ID_TOKEN_ISSUER = "id_token_issuer"  # noqa: S105 -- a reason code
    ID_TOKEN_AUDIENCE = "id_token_audience"  # noqa: S105 -- a reason code
    ID_TOKEN_EXPIRED = "id_token_expired"  # noqa: S105 -- a reason code
    ID_TOKEN_FUTURE = "id_token_future"  # noqa: S105 -- a reason code
    ID_TOKEN_OLD = "id_token_old"  # noqa: S105 -- a reason code
    ID_TOKEN_SUBJECT = "id_token_subject"  # noqa: S105 -- a reason code
    ID_TOKEN_ACCESS_TOKEN = "id_token_access_token"  # noqa: S105 -- a reason code
    NONCE_MISSING = "nonce_missing"
    NONCE_MISMATCH = "nonce_mismatch"
    ACR_MISSING = "acr_missing"
    ACR_TOO_LOW = "acr_too_low"
    USERINFO_REFUSED = "userinfo_refused"
    USERINFO_NOT_SIGNED = "userinfo_not_signed"
    USERINFO_MALFORMED = "userinfo_malformed"
    USERINFO_ALGORITHM = "userinfo_algorithm"
    USERINFO_HEADER = "userinfo_header"
    USERINFO_SIGNATURE = "userinfo_signature"
    USERINFO_ISSUER = "userinfo_issuer"
    USERINFO_AUDIENCE = "userinfo_audience"
    USERINFO_EXPIRED = "userinfo_expired"
    USERINFO_FUTURE = "userinfo_future"
    USERINFO_OLD = "userinfo_old"
    USERINFO_SUBJECT = "userinfo_subject"


class Refused(FormuneError):
    """A login was refused; nothing was believed and nobody is logged in."""

    def __init__(self, reason: Reason, support: str = "") -> None:
        super().__init__(f"{reason.value} ({support})" if support else reason.value)
        #: Why, as a closed code.
        self.reason = reason
        #: The provider's own incident code, such as `Y049E20B`, when it gave a well-formed one.
        self.support = support

    @property
    def kind(self) -> Kind:
        """Say what the refusal means for the person."""
        return _KINDS.get(self.reason, Kind.TROUBLE)


_KINDS = {
    Reason.ACCESS_DENIED: Kind.CANCELLED,
    Reason.TRANSACTION_INVALID: Kind.AGAIN,
    Reason.QUERY_DUPLICATE: Kind.AGAIN,
    Reason.QUERY_INVALID: Kind.AGAIN,
    Reason.STATE_MISMATCH: Kind.AGAIN,
    Reason.STATE_EXPIRED: Kind.AGAIN,
    Reason.BROWSER_MISMATCH: Kind.AGAIN,
    Reason.CODE_MISSING: Kind.AGAIN,
    Reason.ACR_MISSING: Kind.LEVEL,
    Reason.ACR_TOO_LOW: Kind.LEVEL,
}
