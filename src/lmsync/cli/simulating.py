"""`lmsync simulate`: a stand-in for an LMS."""

import asyncio
import signal
from datetime import date

from lmsync.cli import language
from lmsync.errors import InvalidInput, Words
from lmsync.settings import read_settings
from lmsync.simulators import find_simulators
from lmsync.simulators.this_machine import local_address
from lmsync.testing.living import LivingSchool


def simulate(system: str, people: int, seed: int, begins: str, listen: str, token: str | None) -> int:
    """Raises `InvalidInput` for a system that nobody simulates, or an address that cannot be listened on."""
    read_settings()
    known = find_simulators()
    if system not in known:
        names = ", ".join(known)
        raise InvalidInput("system", Words(en=f"lmsync simulates: {names}.", ru=f"lmsync имитирует: {names}."))
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise InvalidInput("listen", Words(en="Write host:port.", ru="Запишите как хост:порт."))
    try:
        starts_on = date.fromisoformat(begins)
    except ValueError:
        raise InvalidInput("begins", Words(en="Write a date: 2026-09-01.", ru="Запишите дату: 2026-09-01.")) from None
    simulator = known[system](LivingSchool.seeded(people, seed=seed, starts_on=starts_on), token=token)

    async def until_stopped() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        try:
            served = await simulator.serve(host.strip("[]"), int(port))
        except (OSError, UnicodeError):
            raise InvalidInput(
                "listen",
                Words(
                    en=f"The address {listen} is taken, or not of this machine; choose another.",
                    ru=f"Адрес {listen} занят или не принадлежит этому компьютеру; выберите другой.",
                ),
            ) from None
        local = local_address(host.strip("[]"), served.addresses[0][1])
        control = f"{local}/_control" if local else NOWHERE.said_in(language())
        started = STARTED.said_in(language())
        print(started.format(system=system, url=simulator.url, token=simulator.token, control=control), flush=True)
        await stop.wait()
        await served.cleanup()

    asyncio.run(until_stopped())
    return 0


STARTED = Words(
    en="A simulated {system} answers at {url}\n  token:   {token}\n  control: {control}",
    ru="Имитация {system} отвечает на {url}\n  токен:      {token}\n  управление: {control}",
)
NOWHERE = Words(
    en="only when it listens on a loopback address or on all addresses",
    ru="доступно, только если слушать локальный адрес или все адреса",
)
