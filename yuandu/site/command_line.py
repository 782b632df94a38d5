"""The command line: `yuandu NAME …` runs one of the site's commands, a manifest's, else one of Django's."""

import difflib
import sys
from collections.abc import Iterator
from importlib import import_module
from inspect import isclass
from os import environ

import django
from django.core import management
from django.utils import translation

from yuandu.kernel.apps import App, Command
from yuandu.kernel.scope import become_platform
from yuandu.kernel.terminal import Trouble, language
from yuandu.kernel.terminal import translated as _
from yuandu.site.embedded import prepare_environment, running_database
from yuandu.site.home import ROOT

SITE_COMMANDS = {
    command.name: command
    for command in (
        Command(name="up", title=_("启动：数据库、网站和后台任务"), function="supervisor.main"),
        Command(name="backup", title=_("把数据库、文件和密钥备份成一个文件"), function="backup.main"),
        Command(name="restore", title=_("从备份文件恢复"), function="restore.main"),
        Command(name="doctor", title=_("检查安装，说明哪里不对、怎么办"), function="doctor.main"),
        Command(name="bench", title=_("测量速度和内存"), function="bench_command.main"),
        Command(name="migrate", title=_("让数据库跟上本版本"), function="schema.main"),
    )
}
MIGRATE_TABLES = "migrate-tables"  # Django's own migrate, which our `migrate` runs as the owner
WITHOUT_DATABASE = {"check", "collectstatic", "compilemessages", "makemessages", "makemigrations"}


def main(argv: list[str] | None = None) -> int:
    """Run the command that the first argument names with the arguments after it; returns the exit code."""
    try:
        return run(sys.argv[1:] if argv is None else argv)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(argv: list[str]) -> int:
    """Find the command and run it; site commands and pure ones start without Django."""
    name, arguments = (argv[0] if argv else "help"), argv[1:]
    if name in SITE_COMMANDS:
        return load(f"yuandu.site.{SITE_COMMANDS[name].function}")(arguments) or 0
    commands = manifest_commands()
    if name in commands and commands[name][1].pure:
        return run_manifest_command(*commands[name], arguments)
    prepare_environment()
    if name in {"help", "-h", "--help"}:
        return print_commands(commands)
    if name in commands:
        with running_database():
            set_django_up()
            return run_manifest_command(*commands[name], arguments)
    return run_django_command(name, arguments, known=[*SITE_COMMANDS, *commands])


def manifest_commands() -> dict[str, tuple[type[App], Command]]:
    """Return the commands of every manifest by name, read without setting Django up."""
    return {command.name: (app, command) for app in manifests() for command in app.commands}


def manifests() -> Iterator[type[App]]:
    """Yield the manifest of every package, kernel first."""
    for pattern in ("kernel", "engines/*", "domains/*", "site", "site/*"):
        for path in sorted((ROOT / "yuandu").glob(f"{pattern}/apps.py")):
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            yield from (
                item
                for item in vars(module).values()
                if isclass(item)
                and issubclass(item, App)
                and item.__module__ == module.__name__
                and item is not App
            )


def run_manifest_command(app: type[App], command: Command, arguments: list[str]) -> int:
    """Run a manifest's command; returns the exit code, 0 where it returns none."""
    return load(f"{app.name}.{command.function}")(arguments) or 0


def run_django_command(name: str, arguments: list[str], *, known: list[str]) -> int:
    """Run one of Django's commands; an unknown name gets the nearest known one as an answer."""
    set_django_up()
    django_name = "migrate" if name == MIGRATE_TABLES else name
    if django_name not in management.get_commands():
        raise Trouble(unknown(name, [*known, *management.get_commands()]))
    if name in WITHOUT_DATABASE:
        management.execute_from_command_line(["yuandu", django_name, *arguments])
        return 0
    with running_database():
        management.execute_from_command_line(["yuandu", django_name, *arguments])
    return 0


def unknown(name: str, known: list[str]) -> str:
    """Return what to say about a name that no command has."""
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return _("没有“{name}”这个命令。您要的是“{near}”吗？").format(name=name, near=near[0])
    return _("没有“{name}”这个命令。直接运行yuandu可以看到全部命令。").format(name=name)


def print_commands(commands: dict[str, tuple[type[App], Command]]) -> int:
    """Print the site's and the manifests' commands with what each is for."""
    set_django_up()
    listed = [*SITE_COMMANDS.values(), *(command for _app, command in commands.values())]
    width = max(len(command.name) for command in listed)
    print(_("用法：yuandu 命令 …"), end="\n\n")
    for command in listed:
        print(f"  {command.name:{width}}  {command.title}")
    return 0


def set_django_up() -> None:
    """Set Django up, speaking the language of the terminal."""
    environ.setdefault("DJANGO_SETTINGS_MODULE", "yuandu.site.settings")
    django.setup()
    become_platform()
    translation.activate(language())


def load(dotted: str) -> object:
    """Return the function that a dotted name stands for."""
    module, _dot, function = dotted.rpartition(".")
    return getattr(import_module(module), function)
