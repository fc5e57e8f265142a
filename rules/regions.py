"""The provinces that parcels go to, and which of them an address names."""

from enum import StrEnum


class Province(StrEnum):
    """Where parcels go, as rates are told apart."""

    BEIJING = "BEIJING"
    TIANJIN = "TIANJIN"
    HEBEI = "HEBEI"
    SHANXI = "SHANXI"
    NEIMENGGU = "NEIMENGGU"
    LIAONING = "LIAONING"
    JILIN = "JILIN"
    HEILONGJIANG = "HEILONGJIANG"
    SHANGHAI = "SHANGHAI"
    JIANGSU = "JIANGSU"
    ZHEJIANG = "ZHEJIANG"
    ANHUI = "ANHUI"
    FUJIAN = "FUJIAN"
    JIANGXI = "JIANGXI"
    SHANDONG = "SHANDONG"
    HENAN = "HENAN"
    HUBEI = "HUBEI"
    HUNAN = "HUNAN"
    GUANGDONG = "GUANGDONG"
    GUANGXI = "GUANGXI"
    HAINAN = "HAINAN"
    CHONGQING = "CHONGQING"
    SICHUAN = "SICHUAN"
    GUIZHOU = "GUIZHOU"
    YUNNAN = "YUNNAN"
    XIZANG = "XIZANG"
    SHAANXI = "SHAANXI"
    GANSU = "GANSU"
    QINGHAI = "QINGHAI"
    NINGXIA = "NINGXIA"
    XINJIANG = "XINJIANG"
    TAIWAN = "TAIWAN"
    HONGKONG = "HONGKONG"
    MACAU = "MACAU"


_NAMES = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
    "台湾",
    "香港",
    "澳门",
]
CHINESE = dict(zip(Province, _NAMES, strict=True))
# Other ways in which people begin an address.
_ALSO = {
    "inner mongolia": Province.NEIMENGGU,
    "tibet": Province.XIZANG,
    "hong kong": Province.HONGKONG,
    "macao": Province.MACAU,
}


def province_of(region: str) -> Province | None:
    """Return which province an address begins with; None where it names none."""
    said = region.strip().casefold()
    for province, name in CHINESE.items():
        # 陕西 and 山西 are two, and so are they in letters: the longer name is looked for first.
        if said.startswith(name):
            return province
    latin = {str(each).casefold(): each for each in Province} | _ALSO
    for name in sorted(latin, key=len, reverse=True):
        if said.startswith(name):
            return latin[name]
    return None
