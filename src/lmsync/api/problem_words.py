"""What problems say beside their titles, in both languages: what is wrong, and what to do."""

from collections.abc import Mapping

from lmsync.errors import Words
from lmsync.store.keeping.run_history import KEPT_RUNS

UNAUTHORIZED = Words(
    en="Send a token of lmsync in the header Authorization: Bearer <token>. The first one was shown when lmsync first "
    "started; lmsync token new makes another. One that has expired or was revoked opens nothing.",
    ru="Передайте токен lmsync в заголовке Authorization: Bearer <токен>. Первый был показан при первом запуске lmsync, "
    "новый выдаёт команда lmsync token new. Просроченный или отозванный токен не действует.",
)
NOT_ALLOWED = Words(
    en="This needs a token with the scope {needed}. Ask who runs lmsync for one: lmsync token new.",
    ru="Для этого нужен токен с правом {needed}. Попросите его у администратора lmsync: lmsync token new.",
)
AT_THE_PUBLIC_URL = Words(
    en="Reach lmsync at {public_url}. If this was sent there, a proxy replaces the header Host: let it pass on the one that "
    "it was sent (nginx: proxy_set_header Host $host).",
    ru="Обращайтесь к lmsync по адресу {public_url}. Если запрос и так отправлен туда, прокси подменяет заголовок Host: "
    "передавайте его без изменений (nginx: proxy_set_header Host $host).",
)
WITHOUT_A_PUBLIC_URL = Words(
    en="lmsync does not know this name as its own. If it is, set LMSYNC_PUBLIC_URL to the address that people use, for "
    "example https://lmsync.school.example, and start lmsync again; otherwise use the IP address.",
    ru="lmsync не знает этого имени. Если это имя его сервера, задайте в LMSYNC_PUBLIC_URL адрес, по которому его "
    "открывают, например https://lmsync.school.example, и перезапустите lmsync; иначе обращайтесь по IP-адресу.",
)
NOT_AN_OPERATOR = Words(
    en="For this log in as an operator with the role {needed}: POST /api/v1/auth/login. Tokens cannot do it.",
    ru="Для этого войдите как оператор с ролью {needed}: POST /api/v1/auth/login. Токенам это недоступно.",
)
WRONG_LOGIN = Words(
    en="Check login and password. If the password is forgotten, an owner can give you a link for a new one; on the server: "
    "lmsync operators reset.",
    ru="Проверьте логин и пароль. Если пароль забыт, владелец может дать ссылку для нового; на сервере: "
    "lmsync operators reset.",
)
CODE_NEEDED = Words(
    en="Send the code that your app shows as `code`, together with login and password; or a recovery code.",
    ru="Передайте код из приложения в поле `code` вместе с логином и паролем; подойдёт и код восстановления.",
)
WRONG_CODE = Words(
    en="This code does not fit, or was used already. Wait for the next one, or use a recovery code. Who has neither asks an "
    "owner for a link; on the server: lmsync operators reset.",
    ru="Код не подходит или уже использован. Дождитесь следующего или введите код восстановления. Если нет ни того, ни "
    "другого, попросите ссылку у владельца; на сервере: lmsync operators reset.",
)
TOO_MANY_ATTEMPTS = Words(en="Try again in {seconds} s.", ru="Повторите через {seconds} с.")
NOT_CONFIGURED = Words(
    en="Connect an LMS first: POST /api/v1/crm/configure with crm_type, base_url and api_token.",
    ru="Сначала подключите LMS: POST /api/v1/crm/configure с полями crm_type, base_url и api_token.",
)
NOT_FOUND = Words(en="Nothing in {what} has this id, or it was removed.", ru="Записи с таким id нет, или она удалена.")
NOTHING_THERE: Mapping[str, Words] = {
    "run": Words(
        en=f"No run has this id, or it is too old: the last {KEPT_RUNS} of each connection are kept. GET /api/v1/crm/runs "
        "lists them.",
        ru=f"Синхронизации с таким id нет, или она слишком старая: хранятся последние {KEPT_RUNS} для каждого подключения. "
        "Список: GET /api/v1/crm/runs.",
    ),
    "held": Words(
        en="No decision has this id. GET /api/v1/crm/held lists them.",
        ru="Решения с таким id нет. Список: GET /api/v1/crm/held.",
    ),
    "connection": Words(
        en="No connection has this name. GET /api/v1/crm/configure lists them.",
        ru="Подключения с таким именем нет. Список: GET /api/v1/crm/configure.",
    ),
}
"""What is said of what is not a record."""
NO_PAGE = Words(en="Nothing is at this address. See /api/v1/openapi.json.", ru="По этому адресу ничего нет.")
LMS_UNAVAILABLE = Words(
    en="The LMS does not answer now ({cause}). Try again in a while.",
    ru="LMS сейчас не отвечает ({cause}). Повторите позже.",
)
DATABASE_UNAVAILABLE = Words(
    en="lmsync cannot use its database now. Try again in a few seconds; if it lasts, check that PostgreSQL runs and "
    "answers, that no other program locks the database, and that the disk is not full.",
    ru="lmsync сейчас не может обратиться к своей базе данных. Повторите через несколько секунд; если не проходит, "
    "проверьте, что PostgreSQL работает и отвечает, что базу не заблокировала другая программа и что на диске есть место.",
)
CHANGE_UNKNOWN = Words(
    en=" Your change may be stored all the same: look before you repeat it.",
    ru=" Изменение могло сохраниться: проверьте это, прежде чем повторять.",
)
INTERNAL = Words(
    en="lmsync failed at this request; its log says where. Nothing was changed. Please report it.",
    ru="Сбой lmsync при этом запросе; место указано в журнале. Ничего не изменено. Пожалуйста, сообщите о нём.",
)
TOO_LARGE = Words(en="Send less at once.", ru="Отправляйте меньше за раз.")
METHOD = Words(en="Use one of: {allowed}.", ru="Используйте: {allowed}.")
MALFORMED = Words(
    en="The body is not valid JSON. Send an object like {…} in UTF-8.",
    ru="Тело запроса — не JSON. Отправьте объект {…} в UTF-8.",
)
