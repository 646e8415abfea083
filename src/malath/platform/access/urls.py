"""Addresses of access. allauth's keep allauth's names, which its code looks up; those that are not used are absent."""

from django.urls import path

from malath.platform.access.views import doors, invitations, members, organisations, own, renewal

urlpatterns = [
    path("account/sign-in/", doors.login, name="account_login"),
    path("account/sign-in/help/", own.help_to_sign_in, name="sign_in_help"),
    path("account/sign-in/passkey/", doors.login_by_passkey, name="mfa_login_webauthn"),
    path("account/sign-in/second-step/", doors.authenticate, name="mfa_authenticate"),
    path("account/sign-out/", doors.logout, name="account_logout"),
    path("account/closed/", doors.inactive, name="account_inactive"),
    path("account/again/", doors.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", doors.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("account/again/passkey/", doors.reauthenticate_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("account/", own.account, name="account"),
    path("account/password/", doors.change_password, name="account_change_password"),
    path("account/second-factor/", doors.second_factor, name="mfa_index"),
    path("account/second-factor/authenticator/", doors.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/authenticator/remove/", doors.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", doors.view_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", doors.generate_codes, name="mfa_generate_recovery_codes"),
    path("account/second-factor/passkeys/", doors.passkeys, name="mfa_list_webauthn"),
    path("account/second-factor/passkeys/add/", doors.add_passkey, name="mfa_add_webauthn"),
    path("account/second-factor/passkeys/<int:pk>/remove/", doors.remove_passkey, name="mfa_remove_webauthn"),
    path("account/sessions/", own.sessions, name="sessions"),
    path("account/sessions/end-others/", own.end_other_sessions, name="sessions_end_others"),
    path("account/sessions/<uuid:sign_in>/end/", own.end_session, name="sessions_end"),
    path("members/", members.members, name="members"),
    path("members/invite/", invitations.invite, name="invite"),
    path("members/invite/<uuid:invitation>/withdraw/", invitations.withdraw, name="invite_withdraw"),
    path("members/<uuid:member>/", members.member, name="member"),
    path("members/<uuid:member>/roles/<uuid:organisation>/", members.roles, name="member_roles"),
    path("members/<uuid:member>/lock-out/", members.lock_out, name="member_lock_out"),
    path("members/<uuid:member>/renew/", renewal.renew, name="member_renew"),
    path("account/renew/<uuid:member>/<str:token>/", renewal.renewal, name="renewal"),
    path("members/<uuid:member>/let-in/", members.let_in, name="member_let_in"),
    path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/add/", organisations.add_organisation, name="organisations_add"),
    path("organisations/<uuid:organisation>/", organisations.change_organisation, name="organisations_change"),
    path("organisations/networks/add/", organisations.add_network, name="organisations_add_network"),
]
