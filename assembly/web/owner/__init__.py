"""What an owner does: enrol, read the agenda, vote, and check what is recorded."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from assembly.web.owner import assembly_page, enrol, my, receipt, record, second_factor, timetable, vote

HANDLERS: list[HTTPRouteHandler] = [
    my.my_page,
    enrol.enrol_page, enrol.enrol_form,
    second_factor.account_page, second_factor.choose_page, second_factor.choose_form, second_factor.confirm_app_form,
    second_factor.code_list_pdf,
    assembly_page.assembly_page, assembly_page.so_far_part, assembly_page.attachment_file, assembly_page.document_file,
    assembly_page.enrolments_page, assembly_page.participants_page,
    timetable.timetable_page, timetable.timetable_file,
    vote.ballot_page, vote.question_page, vote.answer_form, vote.review_page, vote.cast_form,
    record.record_page, record.scan_picture, record.mark_picture, record.confirm_form, record.objection_page,
    record.objection_form,
    receipt.receipt_page, receipt.receipt_pdf, receipt.ballot_pdf,
]  # fmt: skip
