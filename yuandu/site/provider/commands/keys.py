"""`yuandu provider rotate-key`: replace the keys that sign tokens, without anybody noticing."""

from argparse import ArgumentParser

from django.utils import timezone

from yuandu.kernel.terminal import translated as _
from yuandu.site.provider.gateways import keys


def main(argv: list[str]) -> int:
    """Make new keys, or list those that there are; returns the exit code."""
    parser = ArgumentParser(prog="yuandu provider")
    parser.add_argument("action", choices=["rotate-key", "keys"])
    if parser.parse_args(argv).action == "rotate-key":
        keys.rotate(at=timezone.now())
        print(_("签名密钥换好了。旧的公钥再留两天，已经发出去的令牌照常能用。"))
    for key in keys.all_keys():
        state = _("在用") if key.private else _("只用来核对旧令牌")
        print(f"{key.algorithm}  {key.kid}  {state}")
    return 0
