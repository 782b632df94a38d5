"""导出审批: files of people, asked for, allowed by a second person, and handed to who asked."""

from yuandu.engines.registry.views.exports.asking import ask, ask_roster, withdraw
from yuandu.engines.registry.views.exports.deciding import allow, refuse
from yuandu.engines.registry.views.exports.handing import download
from yuandu.engines.registry.views.exports.lists import export, exports

__all__ = ["allow", "ask", "ask_roster", "download", "export", "exports", "refuse", "withdraw"]
