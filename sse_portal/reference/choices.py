"""Short vocabularies that several outcomes share: constituencies, themes and principles."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Constituency(models.TextChoices):
    """Whom an organisation speaks for. Government, employers and workers first: the three of the ILO (C144)."""

    GOV = "GOV", _("Government")
    EMP = "EMP", _("Employers’ organisations")
    WRK = "WRK", _("Workers’ organisations")
    SSE = "SSE", _("SSE organisations")
    LOC = "LOC", _("Local and regional government")
    ACA = "ACA", _("Academia and research")
    NSO = "NSO", _("National statistical office")
    FIN = "FIN", _("Financial institutions")
    CSO = "CSO", _("Other civil society")
    DEV = "DEV", _("Development partners")
    ILO = "ILO", _("International Labour Organization")
    INT = "INT", _("Regional and international networks")


class Theme(models.TextChoices):
    """What a recommendation, an activity, a resource or an offer is about."""

    LAW = "law", _("Law and regulation")
    STATISTICS = "statistics", _("Statistics and mapping")
    FINANCE = "finance", _("Finance")
    MARKETS = "markets", _("Markets and procurement")
    SKILLS = "skills", _("Education and skills")
    WORK = "work", _("Decent work")
    PROTECTION = "protection", _("Social protection")
    FORMALITY = "formality", _("Transition to formality")
    GENDER = "gender", _("Gender equality")
    YOUTH = "youth", _("Youth")
    CARE = "care", _("Care")
    FOOD = "food", _("Agriculture and food")
    CLIMATE = "climate", _("Climate and environment")
    DIGITAL = "digital", _("Digital tools")
    LOCAL = "local", _("Local development")
    GOVERNANCE = "governance", _("Governance of organisations")


class Principle(models.TextChoices):
    """What the criteria of a working definition stand for; a criterion names it in words, with spaces."""

    PEOPLE = "primacy-of-people", _("Primacy of people over capital")
    PURPOSE = "social-purpose", _("Social purpose")
    GOVERNANCE = "democratic-governance", _("Democratic governance")
    COOPERATION = "voluntary-cooperation", _("Voluntary cooperation")
    AUTONOMY = "autonomy", _("Autonomy")
    ACTIVITY = "economic-activity", _("Economic activity")
    WORK = "decent-work", _("Decent work")
    TRANSPARENCY = "transparency", _("Transparency")
    VIABILITY = "viability", _("Viability")
    VALUES = "values", _("Values")
