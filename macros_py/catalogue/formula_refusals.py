"""What a worksheet formula shows instead of a result: one closed list of short texts."""

from enum import StrEnum


class Refusal(StrEnum):
    """A text in a cell; a formula never shows anything else that is not a result.

    Some are shown by the host's own side: COLUMN, ENTER, UNREACHED.
    """

    TIME = "#时间无法识别"
    STAGE = "#未知环节"
    NO_CLOCK = "#缺少时刻"
    LIMIT = "#未知时限等级"
    NO_LIMIT = "#环节无时限"
    FUTURE = "#晚于截止时点"
    BEFORE_SERVICE = "#早于服务起始日"
    AFTER_SERVICE = "#不在服务期内"
    NUMBER = "#数字无法识别"
    NEGATIVE = "#不能为负数"
    TOO_LARGE = "#超出范围"
    EIGHT = "#应选八项"
    MISSING = "#有项目未选"
    OPTION = "#未知选项"
    SHAPE = "#区域大小不一"
    ARGUMENTS = "#请写明参数"
    COLUMN = "#请用整列公式"
    ENTER = "#请按Ctrl+Shift+Enter"
    SETTINGS = "#合同设置有误"
    HEADERS = "#表头无法识别"
    ITEM = "#没有这一项"
    HOLIDAYS = "#节假日未公布"
    ORDER = "#结束早于开始"
    QUARTER = "#季度无法识别"
    WORDS = "#大写无法识别"
    UNREACHED = "#接诉即办没有运行"
    FAILED = "#计算出错"
