from .definitions import Classification, DefinitionCriterion, DefinitionForm, WorkingDefinition
from .entities import Entity, EntityContact, EntityIdentifier
from .imports import ImportBatch, ImportRow, RememberedMapping
from .releases import Observation, Release, ReleaseUnit
from .responses import ReviewComment, SurveyResponse
from .studies import Study

__all__ = [
    "Classification",
    "DefinitionCriterion",
    "DefinitionForm",
    "Entity",
    "EntityContact",
    "EntityIdentifier",
    "ImportBatch",
    "ImportRow",
    "Observation",
    "Release",
    "ReleaseUnit",
    "RememberedMapping",
    "ReviewComment",
    "Study",
    "SurveyResponse",
    "WorkingDefinition",
]
