"""Who may log in: roles, one-time links, and what the audit keeps of them."""

import secrets
from typing import Any

from lmsync.access.rights import Role
from lmsync.errors import Conflict, Words
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, identities, operators
from lmsync.store.keeping.audit import Actor
from lmsync.store.keeping.operators import Operator
from lmsync.store.keeping.sessions import revoke_sessions


def shown_in_audit(operator: Operator) -> dict[str, Any]:
    return {"login": operator.login, "name": operator.name, "role": operator.role, "state": operator.state}


def new_link_secret() -> str:
    return secrets.token_urlsafe(32)


def make_first_link(tx: Tx) -> str | None:
    """What makes the first owner, to be shown once; `None` where there are operators."""
    if operators.any_operator(tx):
        return None
    secret = new_link_secret()
    operators.add_link(tx, secret, None)
    return secret


def invite(tx: Tx, actor: Actor, login: str, name: str, role: Role) -> tuple[Operator, str]:
    """A new operator, and the secret of the link with which they choose a password. Raises `Conflict`."""
    operator = operators.add_operator(tx, login, name, role)
    audit.note(tx, actor, "operator made", f"operator:{operator.id}", after=shown_in_audit(operator))
    return operator, _link(tx, operator.id)


def reset(tx: Tx, actor: Actor, number: int) -> tuple[Operator, str]:
    """A link for a new password. The old one works until the link is used. Raises `NotFound`, `Conflict`."""
    operator = operators.operator_of(tx, number)
    if identities.is_vouched_for(tx, number):
        raise Conflict("single-sign-on-operator", PASSWORD_AT_PROVIDER)
    audit.note(tx, actor, "operator reset", f"operator:{operator.id}")
    return operator, _link(tx, operator.id)


def _link(tx: Tx, number: int) -> str:
    secret = new_link_secret()
    operators.add_link(tx, secret, number)
    return secret


def change(tx: Tx, actor: Actor, number: int, role: Role | None, state: str | None) -> Operator:
    """Sessions end: what the operator may do is another thing now. Raises `NotFound`, `Conflict`."""
    before = operators.operator_of(tx, number)
    if role not in (None, before.role) and identities.is_vouched_for(tx, number):
        raise Conflict("single-sign-on-operator", ROLE_AT_PROVIDER, field="role")
    after = operators.change_operator(tx, number, role=role or before.role, state=state or before.state)
    if after != before:
        revoke_sessions(tx, number)
        _end_links_of(tx, before)
        audit.note(
            tx,
            actor,
            "operator changed",
            f"operator:{number}",
            before=shown_in_audit(before),
            after=shown_in_audit(after),
        )
    return after


def _end_links_of(tx: Tx, was: Operator) -> None:
    """An owner who is none any more may have kept links that they gave out, and could come in as somebody else."""
    if was.role == Role.OWNER:
        operators.end_links(tx)


def remove(tx: Tx, actor: Actor, number: int) -> Operator:
    """Raises `NotFound`, `Conflict`."""
    operator = operators.operator_of(tx, number)
    operators.delete_operator(tx, number)
    _end_links_of(tx, operator)
    audit.note(tx, actor, "operator removed", f"operator:{number}", before=shown_in_audit(operator))
    return operator


PASSWORD_AT_PROVIDER = Words(
    en="This operator logs in by single sign-on and has no password here. It is changed at the provider.",
    ru="Этот оператор входит через единый вход, пароля здесь у него нет. Пароль меняется у провайдера.",
)
ROLE_AT_PROVIDER = Words(
    en="This operator logs in by single sign-on, and each login sets the role anew. Change the groups at the provider, "
    "or disable the operator here.",
    ru="Этот оператор входит через единый вход, и роль назначается при каждом входе заново. Измените его группы у "
    "провайдера или отключите его здесь.",
)
