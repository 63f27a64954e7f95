"""roles.toml: what people who sign in may do in Harborview."""

ROLES = """# What people who sign in may do. ":AGENCY" and ":UNIT" stand for the agency and the unit that a role is granted within.

[[role]]
code = "call_taker"
name = { en = "Call taker", es = "Telefonista", fr = "Téléconseiller", ar = "متلقي المكالمات", zh = "接线员" }
permissions = ["read_case", "message_customer", "find_place", "merge_case", "contest_case"]

[[role]]
code = "dispatcher"
name = { en = "Dispatcher", es = "Despachador", fr = "Répartiteur", ar = "منسق العمل", zh = "调度员" }
permissions = [
  "read_case:AGENCY", "accept_case:AGENCY", "transfer_case:AGENCY", "reclassify_case:AGENCY", "pause_case:AGENCY", "resume_case:AGENCY",
  "message_customer:AGENCY", "close_case:AGENCY", "merge_case:AGENCY", "find_place:AGENCY",
]

[[role]]
code = "crew"
name = { en = "Crew", es = "Cuadrilla", fr = "Équipe", ar = "فريق العمل", zh = "作业队" }
permissions = ["read_case:AGENCY", "accept_case:AGENCY", "pause_case:AGENCY", "resume_case:AGENCY", "message_customer:AGENCY", "close_case:AGENCY"]

[[role]]
code = "agency_manager"
name = { en = "Agency manager", es = "Gerente de la agencia", fr = "Responsable du service", ar = "مدير الجهة", zh = "部门主管" }
permissions = [
  "read_case:AGENCY", "accept_case:AGENCY", "transfer_case:AGENCY", "reclassify_case:AGENCY", "pause_case:AGENCY", "resume_case:AGENCY",
  "message_customer:AGENCY", "close_case:AGENCY", "reopen_case:AGENCY", "merge_case:AGENCY", "find_place:AGENCY", "moderate_case:AGENCY",
  "propose_sla:AGENCY", "confirm_sla:AGENCY", "read_proposals", "write_document:AGENCY", "publish_document:AGENCY",
  "announce:AGENCY",
]

[[role]]
code = "reviewer"
name = { en = "Reviewer of promises", es = "Revisor de compromisos", fr = "Réviseur des engagements", ar = "مراجع الالتزامات", zh = "承诺审核员" }
permissions = ["read_proposals", "review_sla:UNIT"]

[[role]]
code = "customer_service_office"
name = { en = "Customer service office", es = "Oficina de atención al público", fr = "Bureau du service aux usagers", ar = "مكتب خدمة العملاء", zh = "客户服务办公室" }
permissions = [
  "read_case", "transfer_case", "reclassify_case", "message_customer", "contest_case", "reopen_case", "merge_case", "find_place", "moderate_case",
  "read_proposals", "publish_service", "declare_emergency", "answer_contact", "redact_contact", "write_document", "publish_document",
  "announce",
]

[[role]]
code = "administrator"
name = { en = "Administrator", es = "Administrador", fr = "Administrateur", ar = "مدير النظام", zh = "管理员" }
permissions = ["manage_people", "manage_templates", "manage_webhooks", "audit", "redact_case", "export_person", "storm_mode"]

[[role]]
code = "auditor"
name = { en = "Auditor", es = "Auditor", fr = "Auditeur", ar = "مدقق", zh = "审计员" }
permissions = ["audit", "read_case", "read_proposals"]
"""
