"""The sentences of the gateways, by fault code: Chinese is the source, other languages come from the catalogue."""

from yuandu.engines.registry.rules.marking import marked as _

# The whole file cannot be read.
UNREADABLE = {
    "not_found": _("找不到文件“%(name)s”，请重新选择。"),
    "not_a_roster": _("这不是 OneRoster 压缩包：请上传 .zip 文件，里面放 manifest.csv 和各张 .csv 表。"),
    "broken_zip": _("压缩包已损坏，打不开，请重新压缩后再传。"),
    "encrypted_zip": _("压缩包加了密码，请去掉密码后再传。"),
    "unsafe_zip": _("压缩包里有指向包外的路径“%(name)s”，不能读取，请重新压缩后再传。"),
    "packed_otherwise": _("压缩包用了少见的压缩方式，请用普通 .zip 方式重新压缩后再传。"),
    "too_many_members": _("压缩包里的文件超过%(limit)s个，请只放需要导入的表。"),
    "too_large": _("文件展开后超过%(limit)s，请分成几份再传。"),
    "too_dense": _("“%(name)s”的压缩比异常（超过%(limit)s倍），不像正常的表格，请重新导出后再传。"),
    "twice": _("“%(name)s”出现了两次，请只留一份后再传。"),
    "no_manifest": _("没有找到 manifest.csv，请把它和各张表放在同一个压缩包里再传。"),
    "manifest_unreadable": _("manifest.csv 读不了：%(reason)s"),
    "unknown_version": _("manifest.csv 里的 oneroster.version 是“%(value)s”，只能读1.1和1.2。"),
    "empty": _("“%(name)s”是空的，请填好后再传。"),
    "encoding": _("“%(name)s”的文字编码认不出来，请另存为 UTF-8 后再传。"),
    "heading_too_long": _("“%(name)s”的第一行太长，不像表头，请检查后再传。"),
    "old_workbook": _("这是旧版 .xls 或加了密码的工作簿，请去掉密码，另存为 .xlsx 后再传。"),
    "not_a_workbook": _("这不是 Excel 工作簿，请另存为 .xlsx 或 UTF-8 编码的 .csv 后再传。"),
    "unknown_template": _("没有找到认识的表头，请用平台下发的模板填写后再传。"),
    "missing_columns": _("“%(name)s”缺少必需的列：%(columns)s。请补上后再传。"),
}

# One place is wrong: (cause, cure).
SENTENCES = {
    # the file
    "empty": (_("这张表是空的。"), _("填好后再传；没有数据就在 manifest.csv 里写 absent。")),
    "encoding": (_("文字编码认不出来。"), _("请另存为 UTF-8 后再传。")),
    "heading_too_long": (_("第一行太长，不像表头。"), _("请检查表头后再传。")),
    "missing_columns": (_("缺少必需的列：%(columns)s。这张表没有读取。"), _("补上这些列后再传。")),
    "unknown_column": (_("不认识这一列，没有读取。"), _("不需要就不用管；需要的话请改成规定的列名。")),
    "guessed_column": (_("列名“%(found)s”按“%(taken)s”读取。"), _("下次请把列名改为“%(taken)s”。")),
    "doubled_column": (_("“%(taken)s”这一列出现了两次，只读了第一次。"), _("请删去多余的一列。")),
    "secret_column": (_("密码一列不导入。"), _("账号的密码由本人首次登录时设置。")),
    "chinese_encoding": (
        _("这张表不是 UTF-8 编码，按 GB18030 读取。"),
        _("如有乱码，请另存为 UTF-8 后再传。"),
    ),
    "damaged_encoding": (_("这张表里有损坏的字符，所在的行会逐行指出。"), _("请重新导出这张表。")),
    "odd_delimiter": (_("这张表用“%(delimiter)s”分列，已照此读取。"), _("下次请用逗号分列。")),
    "unknown_file": (_("不认识这个文件，没有读取。"), _("不需要就不用管；需要的话请改成规定的文件名。")),
    "ignored_file": (_("平台不需要这张表，没有读取。"), _("不用处理。")),
    # manifest.csv
    "missing_file": (_("manifest.csv 说有这张表，但没有找到。"), _("补上这张表，或把它改为 absent。")),
    "undeclared_file": (
        _("manifest.csv 没有说明这张表，没有读取。"),
        _("在 manifest.csv 里把它写为 bulk 或 delta 后再传。"),
    ),
    "unknown_mode": (
        _("读取方式只能是 bulk、delta 或 absent，这张表没有读取。"),
        _("改好 manifest.csv 后再传。"),
    ),
    # the row
    "unbalanced_quote": (_("这一行的引号没有成对。"), _("补上或删去多余的引号；字段里的引号要写成两个。")),
    "too_long_line": (_("这一行太长，没有读取。"), _("检查这一行是不是少了引号或换行。")),
    "too_long_value": (_("这一格超过%(limit)s个字。"), _("缩短后重新导入。")),
    "width": (_("这一行有%(found)s格，表头有%(expected)s列，对不上。"), _("检查这一行多或少的分隔符。")),
    "nul": (_("这一行有不可见的空字符。"), _("重新导出，或删去这个字符。")),
    "damaged_text": (_("这一行有损坏的字符。"), _("改好这几个字后重新导入。")),
    # the cell
    "missing": (_("缺少必填的“%(title)s”。"), _("补填后重新导入。")),
    "not_a_date": (_("“%(title)s”不是有效的日期。"), _("写成2015-09-01这样的日期。")),
    "not_a_moment": (_("“%(title)s”不是有效的时间。"), _("写成2015-09-01T08:00:00.000Z这样的时间。")),
    "not_a_year": (_("“%(title)s”不是四位年份。"), _("写成2026这样的年份。")),
    "not_a_boolean": (_("“%(title)s”只能是 true 或 false。"), _("改为 true 或 false。")),
    "not_a_list": (_("“%(title)s”里的引号没有成对。"), _("几个值用逗号隔开，整格加引号。")),
    "not_allowed": (_("“%(title)s”不能是这个值。"), _("改为：%(allowed)s。")),
    "not_in_list": (_("“%(title)s”不在可选范围内。"), _("从下拉列表里选一项，例如：%(allowed)s。")),
    "not_a_status": (_("status 不能是这个值。"), _("改为 active 或 tobedeleted。")),
    "old_status": (_("status 的旧写法 inactive 按 tobedeleted 处理。"), _("下次请写 tobedeleted。")),
    "digits_lost": (_("“%(title)s”是数字格式，末几位已经丢失。"), _("把单元格设为文本重新填写。")),
    "turned_into_date": (_("“%(title)s”被 Excel 变成了日期。"), _("把单元格设为文本重新填写。")),
    "not_a_phone": (_("“%(title)s”不像电话号码。"), _("只填数字，区号和号码之间可以用短横线。")),
    "formula_error": (_("这一格的公式出错了。"), _("直接填写结果。")),
    "twice": (_("编号“%(id)s”在前面出现过，这一行没有读取。"), _("删去重复的一行，或改用新的编号。")),
    # between rows
    "dangling": (
        _("“%(title)s”指向的编号在%(target)s里找不到，或那一行有错。"),
        _("补上那一行，或改正编号。"),
    ),
    "loop": (_("上级绕成了圈：%(chain)s。"), _("改正其中一个的上级。")),
    # the workbook
    "old_template": (_("这份模板是旧版，已照常读取。"), _("下次请下载新模板。")),
    "newer_template": (_("这份模板比平台的新，认识的列已照常读取。"), _("请核对导入结果。")),
    "merged": (_("合并的单元格%(range)s，每一行都按左上角的值读取。"), _("请核对；最好取消合并后分别填写。")),
}
