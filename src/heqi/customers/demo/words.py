"""Words for invented names and places. No real person, number or address is meant."""

from itertools import product


def _words(text: str) -> list[str]:
    return text.split()


CITY = "临江市"
# District and whether it lies in town.
DISTRICTS = [
    ("滨江区", True), ("望江区", True), ("云台区", True), ("青溪区", True), ("南屿区", False),
]  # fmt: skip
STREETS = [
    f"{name}{kind}"
    for name, kind in product(
        _words("江南 望江 云台 青溪 明湖 长乐 安居 和顺 春晓 学府 文华 建设 迎宾 东风 凤鸣"),
        ("路", "街"),
    )
]
COMPOUNDS = [
    first + last
    for last, first in product(
        _words("新城 花园 家园 小区 苑 里 公寓 雅居 名邸 华庭 山庄 新村 佳苑 府 湾 坊"),
        _words(
            "滨江 望州 东风 云台 青溪 明湖 长乐 安居 和顺 春晓 学府 文华 锦绣 金桂 玉兰 翠竹 "
            "丹枫 碧水 蓝湾 绿洲 阳光 星河 紫荆 红梅 白鹭 天和 地利 人和 福星 瑞景 祥云 瑞安 "
            "嘉禾 丰泽 兴盛 永泰 康宁 静安 吉祥 如意 荷风 柳岸 枫林 松涛 梅园 兰亭 竹里 菊香 "
            "桃源 杏林 梨园 海棠 牡丹 芙蓉 茉莉 百合 水仙 月桂 石榴 银杏 香樟"
        ),
    )
]
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
DOUBLE_SURNAMES = ["欧阳", "上官", "司马", "诸葛", "慕容", "令狐"]
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅红建国志远晓雪梓涵浩宇轩子怡欣然雨思佳宁博文"
    "俊辉嘉诚立峰海波鹏飞云龙凤珍珠琳瑶倩蕾婷莹晨曦光耀祖德福寿康乐安泰和顺昌盛丰年景天成业振兴学礼义仁信"
)
TRADES = [
    ("海鲜酒楼", "commercial"), ("面馆", "commercial"), ("大酒店", "commercial"),
    ("火锅店", "commercial"), ("洗衣房", "commercial"), ("幼儿园食堂", "commercial"),
    ("中学食堂", "commercial"), ("医院", "commercial"), ("浴场", "commercial"),
    ("食品厂", "industrial"), ("玻璃制品厂", "industrial"), ("印染有限公司", "industrial"),
    ("金属热处理厂", "industrial"), ("陶瓷有限公司", "industrial"),
]  # fmt: skip
MAKERS = ["示例仪表", "样本表计", "演示燃具"]
BRANDS = ["甲牌", "乙牌", "丙牌", "丁牌"]
