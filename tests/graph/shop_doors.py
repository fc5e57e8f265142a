"""The doors to what is one's own: the account, its addresses, an order by its number."""

from uuid import uuid4

from tests.graph.people import HOME

OUT = "UNAUTHENTICATED"

QUERIES = {"orderByNumber(number: $number) { id }": f"{OUT} null null shown shown"}

MUTATIONS = {
    "signUp": (
        lambda _: {"handle": f"p{uuid4().hex[:9]}", "password": "x" * 8, "displayName": "x"},
        "SignedUp SignedUp SignedUp SignedUp SignedUp",
    ),
    "signIn": (
        lambda _: {"handle": "nobody", "password": "wrong one"},
        "WrongCredentials " * 5,
    ),
    "addAddress": (lambda _: HOME, f"{OUT} AddressAdded AddressAdded AddressAdded AddressAdded"),
    "changeAddress": (
        lambda ids: HOME | {"addressId": ids["address"], "region": "四川"},
        f"{OUT} AddressNotFound AddressNotFound AddressChanged AddressNotFound",
    ),
    "setDefaultAddress": (
        lambda ids: {"addressId": ids["address"]},
        f"{OUT} AddressNotFound AddressNotFound DefaultAddressSet AddressNotFound",
    ),
    "removeAddress": (
        lambda ids: {"addressId": ids["address"]},
        f"{OUT} AddressNotFound AddressNotFound AddressRemoved AddressNotFound",
    ),
    "changeDisplayName": (
        lambda _: {"displayName": "新名"},
        f"{OUT} DisplayNameChanged DisplayNameChanged DisplayNameChanged DisplayNameChanged",
    ),
    "readNotifications": (
        lambda _: {"upTo": "djE6MA=="},
        f"{OUT} NotificationsRead NotificationsRead NotificationsRead NotificationsRead",
    ),
    "changePassword": (
        lambda _: {"password": "not this one", "newPassword": "long enough"},
        f"{OUT} WrongPassword WrongPassword WrongPassword WrongPassword",
    ),
    "closeAccount": (
        lambda _: {"password": "not this one"},
        f"{OUT} WrongPassword WrongPassword WrongPassword WrongPassword",
    ),
}
