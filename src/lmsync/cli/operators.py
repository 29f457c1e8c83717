"""People who log in, on the command line: who can use it may do everything."""

from rich.console import Console
from rich.table import Table

from lmsync.access.operators import invite
from lmsync.access.operators import reset as make_link
from lmsync.access.rights import Role
from lmsync.cli import language
from lmsync.cli.commands import DONE, installation, say
from lmsync.cli.serving import ways_in
from lmsync.errors import Conflict, InvalidInput, Words
from lmsync.settings import read_settings
from lmsync.store.keeping import operators
from lmsync.store.keeping.audit import COMMAND_LINE
from lmsync.store.keeping.identities import is_vouched_for
from lmsync.store.keeping.operators import Operator
from lmsync.store.reading.shown import time_text

LONGEST_LOGIN, LONGEST_NAME = 100, 200


def create(login: str, name: str | None, role: str | None) -> int:
    login, name = login.strip(), (name or login).strip()
    for text, option, longest in ((login, "login", LONGEST_LOGIN), (name, "--name", LONGEST_NAME)):
        if not text or not text.isprintable() or len(text) > longest:
            raise InvalidInput(option, NOT_A_NAME)
    if role is not None and role not in set(Role):
        choice = ", ".join(Role)
        raise InvalidInput("--role", Words(en=f"One of: {choice}.", ru=f"Одна из: {choice}."))
    with installation() as parts, parts.database.blocking.write() as tx:
        usual = Role.VIEWER if operators.any_operator(tx) else Role.OWNER
        try:
            operator, secret = invite(tx, COMMAND_LINE, login, name, Role(role or usual))
        except Conflict as error:
            raise InvalidInput("login", error.words) from None
    say(MADE, login=operator.login, role=operator.role)
    _print_ways_in(secret)
    return DONE


def reset(login: str) -> int:
    with installation() as parts, parts.database.blocking.write() as tx:
        found = operators.operator_named(tx, login)
        if found is None:
            raise InvalidInput("login", NO_OPERATOR)
        try:
            operator, secret = make_link(tx, COMMAND_LINE, found[0].id)
        except Conflict as error:
            raise InvalidInput("login", error.words) from None
    say(RESET, login=operator.login)
    _print_ways_in(secret)
    return DONE


def list_all() -> int:
    with installation() as parts, parts.database.blocking.read() as tx:
        found = operators.list_operators(tx)
        vouched_for = {operator.id for operator in found if is_vouched_for(tx, operator.id)}
    table = Table(*(heading.said_in(language()) for heading in HEADINGS), box=None, pad_edge=False)
    for operator in found:
        last = time_text(operator.last_login_at) or ""
        table.add_row(
            str(operator.id),
            operator.login,
            operator.name,
            operator.role,
            _state(operator, operator.id in vouched_for),
            last,
        )
    Console().print(table)
    return DONE


def _state(operator: Operator, is_vouched_for: bool) -> str:
    if operator.state == "disabled":
        words = DISABLED
    else:
        words = SIGNS_ON if is_vouched_for else ACTIVE if operator.has_password else INVITED
    return words.said_in(language())


def _print_ways_in(secret: str) -> None:
    print(f"\n{ways_in(read_settings(), secret)}\n", flush=True)


HEADINGS = (
    Words("No", "№"),
    Words("Login", "Логин"),
    Words("Name", "Имя"),
    Words("Role", "Роль"),
    Words("State", "Состояние"),
    Words("Last login", "Последний вход"),
)
ACTIVE = Words("active", "активен")
DISABLED = Words("disabled", "отключён")
SIGNS_ON = Words("single sign-on", "единый вход")
INVITED = Words("no password yet", "пароль не задан")
NOT_A_NAME = Words(
    en="Letters, digits, signs and spaces, at most 100 in a login and 200 in a name.",
    ru="Буквы, цифры, знаки и пробелы: в логине до 100 символов, в имени до 200.",
)
NO_OPERATOR = Words(
    en="Nobody has this login. lmsync operators list shows them.",
    ru="Такого логина нет. Все логины показывает lmsync operators list.",
)
MADE = Words(
    en="{login} may come in as {role}, once a password is chosen. While lmsync serve runs, they open this link; it works "
    "once and for an hour:",
    ru="Оператор {login} с ролью {role} сможет войти, когда задаст пароль. Пока работает lmsync serve, пусть откроет ссылку; "
    "она действует один раз и в течение часа:",
)
RESET = Words(
    en="A new password for {login}. While lmsync serve runs, they open this link; it works once and for an hour, and until "
    "then the old password stays:",
    ru="Новый пароль для {login}. Пока работает lmsync serve, пусть откроет ссылку; она действует один раз и в течение часа, "
    "а до тех пор остаётся прежний пароль:",
)
