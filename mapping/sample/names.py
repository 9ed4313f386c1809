"""Names of organisations that do not exist: legal form, a proper word and a region, in the country's script."""

# Pairs of a proper word in the national language and its Latin form.
WORDS = {
    "KH": [
        ("រុងរឿង", "Rung Roeang"), ("សាមគ្គី", "Samaki"), ("មិត្តភាព", "Mittapheap"), ("រំដួល", "Rumdoul"),
        ("សែនសុខ", "Sen Sok"), ("ពន្លឺថ្មី", "Ponleu Thmey"), ("ដើមត្នោត", "Daem Tnaot"), ("អភិវឌ្ឍន៍", "Akphiwat"),
        ("ទន្លេសាប", "Tonle Sap"), ("ក្តីសង្ឃឹម", "Kdey Sangkhem"), ("ស្រែខ្មែរ", "Srae Khmer"), ("បៃតង", "Baitang"),
        ("មេគង្គ", "Mekong"), ("ឈូកស", "Chhuk Sar"), ("ផ្កាយព្រឹក", "Pkay Proek"), ("សន្តិភាព", "Santepheap"),
    ],
    "KG": [
        ("Ала-Тоо", "Ala-Too"), ("Ынтымак", "Yntymak"), ("Береке", "Bereke"), ("Жаңы Жол", "Jangy Jol"),
        ("Биримдик", "Birimdik"), ("Келечек", "Kelechek"), ("Мурас", "Muras"), ("Өнөрлүү Айым", "Onorluu Aiym"),
        ("Дыйкан", "Dyikan"), ("Ак-Суу", "Ak-Suu"), ("Көк-Жайык", "Kok-Jaiyk"), ("Нур", "Nur"),
        ("Шоола", "Shoola"), ("Тилек", "Tilek"), ("Эмгек", "Emgek"), ("Жайлоо", "Jailoo"),
    ],
    "MN": [
        ("Хөх Тэнгэр", "Khokh Tenger"), ("Эв Нэгдэл", "Ev Negdel"), ("Алтан Говь", "Altan Govi"), ("Мөнх", "Monkh"),
        ("Шинэ Зам", "Shine Zam"), ("Малчин", "Malchin"), ("Их Тал", "Ikh Tal"), ("Цагаан Сүү", "Tsagaan Suu"),
        ("Ногоон Хөгжил", "Nogoon Khogjil"), ("Ээж", "Eej"), ("Өрх", "Orkh"), ("Хамтын Хүч", "Khamtyn Khuch"),
        ("Хангай", "Khangai"), ("Ирээдүй", "Ireedui"), ("Сайн Үйлс", "Sain Uils"), ("Тэмүүлэл", "Temuulel"),
    ],
    "TH": [
        ("ร่วมใจ", "Ruam Chai"), ("สามัคคี", "Samakkhi"), ("บ้านสวน", "Ban Suan"), ("พัฒนา", "Phatthana"),
        ("ทอผ้าไหม", "Tho Pha Mai"), ("ข้าวหอม", "Khao Hom"), ("รุ่งอรุณ", "Rung Arun"), ("น้ำใส", "Nam Sai"),
        ("ปันสุข", "Pan Suk"), ("เกษตรอินทรีย์", "Kaset Insi"), ("แม่บ้าน", "Mae Ban"), ("ก้าวหน้า", "Kao Na"),
        ("ดอกบัว", "Dok Bua"), ("ต้นกล้า", "Ton Kla"), ("มั่นคง", "Mankhong"), ("เพื่อนบ้าน", "Phuean Ban"),
    ],
    "VN": [
        ("Đồng Tâm", "Dong Tam"), ("Hòa Bình", "Hoa Binh"), ("Sen Vàng", "Sen Vang"), ("Đoàn Kết", "Doan Ket"),
        ("Thống Nhất", "Thong Nhat"), ("Mùa Vàng", "Mua Vang"), ("Ánh Dương", "Anh Duong"), ("Quê Hương", "Que Huong"),
        ("Tương Lai", "Tuong Lai"), ("Xanh Việt", "Xanh Viet"), ("Bền Vững", "Ben Vung"), ("Phụ Nữ Mới", "Phu Nu Moi"),
        ("Lúa Mới", "Lua Moi"), ("Đất Lành", "Dat Lanh"), ("Hy Vọng", "Hy Vong"), ("Chung Sức", "Chung Suc"),
    ],
}  # fmt: skip

# How a number is put behind a name that exists already.
NUMBERED = {"KH": "លេខ {}", "KG": "№ {}", "MN": "№ {}", "TH": "{}", "VN": "số {}"}


class Namer:
    """Gives each organisation a name in the national language and one in English, no two alike."""

    def __init__(self, country, dice):
        self.country, self.dice, self.given = country, dice, {}

    def name(self, form, region):
        """(name in English, name in the national language) for an organisation of `form` in `region`."""
        local, latin = self.dice.choice(WORDS[self.country])
        key = (form.code, latin, region.code)
        number = self.given[key] = self.given.get(key, 0) + 1
        english = f"{latin} {form.names['en']}, {region.names['en']}"
        national = self._joined(_local(form.names), local, _local(region.names))
        if number > 1:
            english += f" No. {number}"
            national += " " + NUMBERED[self.country].format(number)
        return english[:200], national[:200]

    def _joined(self, *parts):
        # Khmer and Thai do not put spaces between words.
        return ("" if self.country in {"KH", "TH"} else " ").join(filter(None, parts))


def _local(names):
    """The name in the national language, or "" where the reference data has none."""
    return next((text for language, text in names.items() if language not in {"en", "ru"}), "")
