"""Addresses of acts: a form is sent there; who merely opens one is led to its page, or asked whether to do it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from common.pages import Question

View = Callable[..., HttpResponse]


def act_of(page: str | Callable[..., str]) -> Callable[[View], View]:
    """Let a view take POST alone; a plain visit, as after a sign-in, leads to its page.

    `page` is the name of an address that takes the act's own number (or none, where the act takes none), or a function
    of the request and the act's arguments that gives the page's address and raises Http404 where there is none.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def only_post(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            if isinstance(page, str):
                return redirect(reverse(page, kwargs=kwargs))
            return redirect(page(request, *args, **kwargs))

        return only_post

    return decorate


def ask(request: HttpRequest, question: Question) -> HttpResponse:
    """The page that asks, before an act; its form is sent to this same address."""
    return render(request, "confirm.html", {"question": question, "here": request.path})
