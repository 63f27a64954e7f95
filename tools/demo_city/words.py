"""Reads services.txt and words_in/, and says promises in words."""
import functools
import re
from pathlib import Path

HERE = Path(__file__).parent
OFFERED = ["en", "es", "zh", "ru", "bn", "ht", "ko", "ar", "ur", "fr", "pl"]  # English and Spanish in services.txt, the others in words_in/
HINTS = {"one": ("Choose one.", "Elija una."), "many": ("Choose all that fit.", "Elija todas las que correspondan."), "when": ("Day and time.", "Día y hora.")}
ALWAYS_OPEN = {"always"}


class Question:
    def __init__(self, line):
        parts = [part.strip() for part in line.split("|")]
        self.code, self.datatype, need, self.text, self.text_es, values = parts
        self.required = {"required": True, "optional": False}[need]
        self.values = [tuple(value.strip().split("=")) for value in values.split(";") if value.strip()]

    def hint(self):
        return HINTS.get(hint_of(self.datatype))


def hint_of(datatype):
    return {"singlevaluelist": "one", "multivaluelist": "many", "datetime": "when"}.get(datatype)


class Service:
    def __init__(self, block):
        head = [part.strip() for part in block[0].split("|")]
        self.code, self.group, self.agency, shown, self.first, self.outcome, weight, keywords = head
        shown = shown.split()
        self.description = shown[0]
        self.type = "batch" if "batch" in shown else "realtime"
        self.listed = "unlisted" not in shown
        self.weight = int(weight)
        self.keywords = [word.strip() for word in keywords.split(",")]
        self.name, self.name_es = (part.strip() for part in block[1].split("|"))
        self.about, self.about_es = (part.strip() for part in block[2].split("|"))
        self.deed, self.deed_es = (part.strip() for part in block[3].split("|"))
        marked = {mark: [line[2:] for line in block[4:] if line[0] == mark] for mark in "~=!?"}
        self.asks = marked["~"][0].split(" / ")
        self.ends = marked["="][0].split(" / ")
        self.danger = [word.strip() for line in marked["!"] for word in line.split(",")]
        self.questions = [Question(line) for line in marked["?"]]

    def promise(self):
        return f"We answer within {say(self.first)}. {self.deed} within {say(self.outcome)}."

    def promise_es(self):
        return f"Respondemos en {say_es(self.first)}. {self.deed_es} en {say_es(self.outcome)}."


def target_of(spec):
    """"3d crews" → ("3d", 3, "d", "crews")."""
    target, _, calendar = spec.partition(" ")
    amount, unit = re.fullmatch(r"(\d+)([mhdH])", target).groups()
    return target, int(amount), unit, calendar


def say(spec):
    _, amount, unit, calendar = target_of(spec)
    many = "" if amount == 1 else "s"
    if unit == "H":
        return f"{amount} hour{many}"
    if unit == "d":
        return f"{amount} working day{many}"
    word = {"m": "minute", "h": "hour"}[unit] + many
    return f"{amount} {word}, day or night" if calendar in ALWAYS_OPEN else f"{amount} working {word}"


def say_es(spec):
    _, amount, unit, calendar = target_of(spec)
    many = "" if amount == 1 else "s"
    if unit == "H":
        return f"{amount} hora{many}"
    if unit == "d":
        return f"{amount} día{many} hábil" if amount == 1 else f"{amount} días hábiles"
    word = {"m": "minuto", "h": "hora"}[unit] + many
    return f"{amount} {word}, de día o de noche" if calendar in ALWAYS_OPEN else f"{amount} {word} hábil{'es' if many else ''}"


def services():
    blocks, block = [], []
    for line in (HERE / "services.txt").read_text(encoding="utf-8").splitlines() + [""]:
        if line.startswith("#"):
            continue
        if line.strip():
            block.append(line)
        elif block:
            blocks.append(Service(block))
            block = []
    return blocks


@functools.cache
def translated(language):
    """words_in/LANGUAGE.txt: "agency DSW", "POTHOLE", "POTHOLE about", "SIGN ? KIND", "SIGN ? KIND = stop" and the like → words."""
    found, service = {}, None
    for line in (HERE / "words_in" / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        key, *rest = (part.strip() for part in line.split(" | "))
        if key.startswith("? "):
            key = f"{service} {key}"
            found[key] = rest[0]
            for value in rest[1].split(";") if len(rest) > 1 else []:
                code, _, name = value.partition("=")
                found[f"{key} = {code.strip()}"] = name.strip()
        else:
            found[key] = rest[0]
            if len(rest) > 1:
                service = key
                found[f"{key} about"] = rest[1]
    return found
