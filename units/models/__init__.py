"""Models of the organisation, one aggregate a file."""

from units.models.clusters import Cluster, ClusterMembership, ClusterTerm
from units.models.headcount import Headcount, headcount_on
from units.models.jobs import ClockTick, Job
from units.models.letters import Letter
from units.models.people import Appointment, Person, Post, User
from units.models.records import AuditEvent, Document, Notice
from units.models.sendings import Sending
from units.models.unions import Affiliation, Union

__all__ = [
    "Affiliation",
    "Appointment",
    "AuditEvent",
    "ClockTick",
    "Cluster",
    "ClusterMembership",
    "ClusterTerm",
    "Document",
    "Headcount",
    "Job",
    "Letter",
    "Notice",
    "Person",
    "Post",
    "Sending",
    "Union",
    "User",
    "headcount_on",
]
