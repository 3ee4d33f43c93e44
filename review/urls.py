"""Addresses of the people's pages. Nouns in the path; verbs only behind a POST."""

from django.urls import path

from review import figure_urls
from review.views import (
    access,
    account,
    arrivals,
    cases,
    changes,
    claims,
    codebook,
    coders,
    decisions,
    engines,
    fastlane,
    home,
    intake,
    overread_lines,
    overreads,
    ownwork,
    people,
    procedures,
    quality,
    queries,
    radv,
    radv_deletes,
    radv_hccs,
    reasons,
    releases,
    samples,
    sessions,
    signing,
    team,
    worklist,
)

app_name = "review"

urlpatterns = [
    path("", home.home, name="home"),
    # the queue
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/next/", worklist.next_chart, name="next"),
    path("worklist/save/", team.save, name="worklist-save"),
    path("worklist/saved/<int:key>/give-up/", team.give_up, name="worklist-give-up"),
    path("team/", team.members, name="team"),
    path("team/assign/", team.assign, name="assign"),
    path("team/<uuid:key>/capacity/", team.capacity, name="capacity"),
    path("cases/<int:number>/unassign/", team.unassign, name="unassign"),
    # one case: looking at it
    path("cases/<int:number>/", cases.case, name="case"),
    path("cases/<int:number>/patient/", cases.reveal_identity, name="reveal-identity"),
    path("cases/<int:number>/lookup/", decisions.lookup, name="lookup"),
    path("cases/<int:number>/changes/", changes.changes, name="changes"),
    path("cases/<int:number>/newest/", changes.newest, name="newest"),
    # one case: whose it is
    path("cases/<int:number>/claim/", claims.claim, name="claim"),
    path("cases/<int:number>/renew/", claims.renew, name="renew"),
    path("cases/<int:number>/step-away/", claims.step_away, name="step-away"),
    path("cases/<int:number>/give-back/", claims.give_back, name="give-back"),
    path("cases/<int:number>/take-over/", claims.take_over, name="take-over"),
    path("cases/<int:number>/hold/", claims.hold, name="hold"),
    path("cases/<int:number>/resume/", claims.resume, name="resume"),
    # one case: its codes
    path(
        "cases/<int:number>/items/<uuid:item>/accept/", decisions.accept, name="accept"
    ),
    path(
        "cases/<int:number>/items/<uuid:item>/modify/", decisions.modify, name="modify"
    ),
    path(
        "cases/<int:number>/items/<uuid:item>/reject/", decisions.reject, name="reject"
    ),
    path("cases/<int:number>/add/", decisions.add, name="add"),
    path("cases/<int:number>/procedures/", procedures.add, name="add-procedure"),
    path("cases/<int:number>/undo/", decisions.undo, name="undo"),
    path("cases/<int:number>/order/", decisions.reorder, name="reorder"),
    path("cases/<int:number>/items/<uuid:item>/poa/", arrivals.say, name="say-poa"),
    # one case: its end
    path("cases/<int:number>/findings/", signing.settle, name="settle"),
    path("cases/<int:number>/sign/", signing.finalise, name="finalise"),
    path("cases/<int:number>/reopen/", signing.reopen, name="reopen"),
    # the fast lane
    path("fast-lane/", fastlane.lane, name="fast-lane"),
    path("fast-lane/next/", fastlane.next_chart, name="fast-next"),
    path("fast-lane/strata/", fastlane.strata, name="strata"),
    path("fast-lane/strata/open/", fastlane.open_again, name="stratum-open"),
    path("fast-lane/<int:number>/", fastlane.chart, name="fast-chart"),
    path("fast-lane/<int:number>/attest/", fastlane.attest, name="attest"),
    path("fast-lane/<int:number>/doubt/", fastlane.doubt, name="doubt"),
    # questions to providers
    path("cases/<int:number>/queries/", queries.ask, name="ask"),
    path("queries/", queries.queue, name="queries"),
    path("queries/<uuid:key>/", queries.query, name="query"),
    path("queries/<uuid:key>/edit/", queries.edit, name="query-edit"),
    path("queries/<uuid:key>/withdraw/", queries.withdraw, name="query-withdraw"),
    path("queries/<uuid:key>/answer/", queries.answer, name="query-answer"),
    path("queries/<uuid:key>/close/", queries.close, name="query-close"),
    path("queries/<uuid:key>/copy/", queries.copy, name="query-copy"),
    # over-reads: what waits, the second coding, both side by side
    path("over-reads/", overreads.over_reads, name="over-reads"),
    path("over-reads/next/", overreads.start_next, name="over-read-next"),
    path("over-reads/samples/", samples.draw, name="draw-sample"),
    path("over-reads/samples/<uuid:key>/", samples.sample, name="sample"),
    path("over-reads/<int:number>/", overreads.over_read, name="over-read"),
    path("over-reads/<int:number>/start/", overreads.start, name="over-read-start"),
    path(
        "over-reads/<int:number>/give-back/",
        overreads.give_back,
        name="over-read-give-back",
    ),
    path(
        "over-reads/<int:number>/lookup/",
        overread_lines.lookup,
        name="over-read-lookup",
    ),
    path("over-reads/<int:number>/add/", overread_lines.add, name="over-read-add"),
    path(
        "over-reads/<int:number>/lines/<uuid:line>/accept/",
        overread_lines.accept,
        name="over-read-accept",
    ),
    path(
        "over-reads/<int:number>/lines/<uuid:line>/modify/",
        overread_lines.modify,
        name="over-read-modify",
    ),
    path(
        "over-reads/<int:number>/lines/<uuid:line>/reject/",
        overread_lines.reject,
        name="over-read-reject",
    ),
    path(
        "over-reads/<int:number>/lines/<uuid:line>/take-back/",
        overread_lines.take_back,
        name="over-read-take-back",
    ),
    path(
        "over-reads/<int:number>/lines/<uuid:line>/move/",
        overread_lines.move,
        name="over-read-move",
    ),
    path(
        "over-reads/<int:number>/complete/",
        overreads.complete,
        name="over-read-complete",
    ),
    path("over-reads/<int:number>/settle/", overreads.settle, name="over-read-settle"),
    path("over-reads/<int:number>/rebut/", overreads.rebut, name="over-read-rebut"),
    path(
        "over-reads/<int:number>/answer/",
        overreads.answer_rebuttal,
        name="over-read-answer",
    ),
    # coders: figures, education, what is measured
    path("coders/", coders.coders, name="coders"),
    path("coders/<uuid:key>/", coders.coder, name="coder"),
    path("education/", coders.assign, name="education-assign"),
    path("education/<uuid:key>/complete/", coders.complete, name="education-complete"),
    path("education/<uuid:key>/audit/", coders.audit_again, name="education-audit"),
    path("quality-policy/", quality.policy, name="quality-policy"),
    path("quality-policy/co-sign/", quality.co_sign, name="co-sign"),
    path("cases/<int:number>/disclose/", quality.disclose, name="disclose"),
    path(
        "cases/<int:number>/suggestions/",
        quality.show_suggestions,
        name="show-suggestions",
    ),
    path("people/<uuid:key>/units/", coders.units, name="person-units"),
    # code book
    path("code-book/", codebook.codebook, name="codebook"),
    path("code-book/<str:code>/", codebook.code, name="code"),
    # charts coming in
    path("access/", access.concerns, name="access"),
    path("access/<int:number>/", access.concern, name="access-concern"),
    path("access/report/", access.report, name="access-report"),
    path("intake/", intake.add, name="intake"),
    path("intake/refused/", intake.exceptions, name="exceptions"),
    path("intake/refused/<uuid:key>/", intake.exception, name="exception"),
    path(
        "intake/refused/<uuid:key>/original/",
        intake.original,
        name="exception-original",
    ),
    path("intake/refused/<uuid:key>/retry/", intake.retry, name="exception-retry"),
    path(
        "intake/refused/<uuid:key>/dismiss/", intake.dismiss, name="exception-dismiss"
    ),
    # RADV audits
    path("radv/", radv.audits, name="radv"),
    path("radv/import/", radv.take_list, name="radv-import"),
    path("radv/gate/", radv.preflight_gate, name="radv-gate"),
    path("radv/lists/<int:number>/", radv.received_list, name="radv-list"),
    path("radv/<int:number>/", radv.audit, name="radv-audit"),
    path("radv/<int:number>/match/", radv.match, name="radv-match"),
    path("radv/<int:number>/change/", radv.change, name="radv-change"),
    path("radv/<int:number>/hand-over/", radv.hand_over, name="radv-hand-over"),
    path("radv/<int:number>/packages/", radv.packages, name="radv-packages"),
    path("radv/packages/<uuid:key>/", radv.download, name="radv-download"),
    path("radv/hccs/<int:number>/", radv_hccs.hcc, name="radv-hcc"),
    path("radv/hccs/<int:number>/enrollee/", radv_hccs.reveal, name="radv-reveal"),
    path("radv/hccs/<int:number>/settle/", radv_hccs.settle, name="radv-settle"),
    path("radv/hccs/<int:number>/records/", radv_hccs.choose, name="radv-choose"),
    path("radv/hccs/<int:number>/outcome/", radv_hccs.outcome, name="radv-outcome"),
    path("radv/tests/<int:row>/", radv_hccs.settle_test, name="radv-test"),
    path("radv/records/<int:row>/attest/", radv_hccs.attest, name="radv-attest"),
    path("radv/records/<int:row>/intake/", radv_hccs.intake, name="radv-intake"),
    path("radv/outcomes/<int:row>/appeal/", radv_hccs.appeal, name="radv-appeal"),
    path("radv/deletes/", radv_deletes.deletes, name="radv-deletes"),
    path("radv/deletes/identify/", radv_deletes.identify, name="radv-identify"),
    path("radv/overpayments/", radv_deletes.overpayments, name="radv-overpayments"),
    path("radv/overpayments/<int:row>/", radv_deletes.move, name="radv-overpayment"),
    # figures: how good the suggestions are, and steering by them
    *figure_urls.paths,
    # the house: people, reasons, releases
    path("people/", people.people, name="people"),
    path("people/<uuid:key>/", people.person, name="person"),
    path("people/<uuid:key>/roles/", people.grant, name="person-grant"),
    path(
        "people/<uuid:key>/roles/<int:grant>/end/",
        people.end_role,
        name="person-end-role",
    ),
    path("people/<uuid:key>/credentials/", people.credential, name="person-credential"),
    path(
        "people/<uuid:key>/credentials/<int:row>/",
        people.change_credential,
        name="person-change-credential",
    ),
    path("people/<uuid:key>/close/", people.disable, name="person-disable"),
    path("reasons/", reasons.reasons, name="reasons"),
    path("reasons/<int:key>/", reasons.edit, name="reason"),
    path("releases/", releases.releases, name="releases"),
    # language models
    path("engines/", engines.engines, name="engines"),
    path("engines/sites/", engines.switch, name="engine-switch"),
    path("engines/of/<slug:name>/", engines.engine, name="engine"),
    path("engines/of/<slug:name>/test/", engines.test, name="engine-test"),
    path("engines/of/<slug:name>/remove/", engines.remove, name="engine-remove"),
    # the person who is signed in
    path("account/", account.account, name="account"),
    path("account/leave/", account.leave, name="leave"),
    path("account/session/", sessions.session, name="session"),
    path("account/draft/", sessions.draft, name="draft"),
    path("my-accuracy/", ownwork.own_work, name="own-work"),
    path("account/keys/", account.keys, name="keys"),
]
