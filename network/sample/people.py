"""People who do not exist: common names of each country, put together by number."""

# In Latin letters, as written locally.
WOMEN = {
    "KH": (("Sophea", "សុភា"), ("Chanthou", "ចន្ធូ")),
    "KG": (("Aizada", "Айзада"), ("Jyldyz", "Жылдыз")),
    "MN": (("Oyuna", "Оюунаа"), ("Saruul", "Саруул")),
    "TH": (("Malee", "มาลี"), ("Dao", "ดาว")),
    "VN": (("Lan", "Lan"), ("Huong", "Hương")),
}
MEN = {
    "KH": ("Visal", "វិសាល"),
    "KG": ("Bakyt", "Бакыт"),
    "MN": ("Bat", "Бат"),
    "TH": ("Somchai", "สมชาย"),
    "VN": ("Minh", "Minh"),
}
LANGUAGE = {"KH": "km", "KG": "ky", "MN": "mn", "TH": "th", "VN": "vi"}
POSTS = ({"en": "Director"}, {"en": "Coordinator"}, {"en": "Head of research"}, {"en": "Secretary"})


def person(iso2, number):
    """(name, names by language, sex) of the person with this number in a country."""
    people = [*((names, "female") for names in WOMEN[iso2]), (MEN[iso2], "male")]
    (latin, local), sex = people[number % len(people)]
    return f"Sample {latin} {number + 1}", {LANGUAGE[iso2]: f"{local} {number + 1}"}, sex
