"""The categories known to the rules: how they are called, and the words that documents of each contain.

A category of the request is one of these when it is one of its names; another is looked for by its own words.
"""

from dataclasses import dataclass


def listed(text: str) -> tuple[str, ...]:
    """Return the items of a list with commas."""
    return tuple(" ".join(item.split()) for item in text.split(",") if item.strip())


OTHER = frozenset(listed("other, others, altres, altre, otros, otro, unknown, desconegut, desconocido, miscellaneous"))
"""Names of the category for what fits none."""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of document: its names, patterns of its headings, which nearly prove it, and words that go with it."""

    names: tuple[str, ...]
    titles: tuple[str, ...]
    words: tuple[str, ...] = ()


CATEGORIES: dict[str, Category] = {
    "invoice": Category(
        names=listed("invoice, invoices, bill, factura, factures, facturas, rechnung, facture, factuur"),
        titles=listed(r"factur(?:a|e|es|as), invoice, rechnung(?:s\w*)?, factuur\w*, fattura, fatura, tax invoice"),
        words=listed(r"""
            base imposable, base imponible, iva, vat, mwst, ust, tva, btw, venciment, vencimiento, due date,
            subtotal, iban, nif, cif, import, importe, quantitat, cantidad, quantity, amount, betrag, netto, brutto,
            montant, total ttc, total ht, zahlbar, bill to, umsatzsteuer, ust-idnr, menge
        """),
    ),
    "credit_note": Category(
        names=listed(
            "credit note, credit_note, abonament, abono, nota de credito, factura rectificativa, gutschrift, avoir"
        ),
        titles=listed(r"""
            credit note, factura rectificativa, abonament, abono, nota de cr[eè]dit[o]?, gutschrift,
            rechnungskorrektur, avoir, creditnota
        """),
        words=listed("iva, vat, mwst, tva, rectifica, devolució, devolución, refund"),
    ),
    "receipt": Category(
        names=listed("receipt, receipts, ticket, tiquet, tiquets, rebut, rebuts, recibo, recibos, quittung, recu"),
        titles=listed(r"ti(?:qu|ck)et\w*, rebut, recibo, receipt, factura simplificada, quittung, kassenbon, reçu"),
        words=listed(r"""
            efectiu, efectivo, targeta, tarjeta, cash, canvi, cambio, change, caixa, caja, visa, mastercard, gràcies
            per la seva visita, gracias por su visita, thank you, iva inclòs, iva incluido, import rebut, hem rebut,
            hemos recibido, received from
        """),
    ),
    "contract": Category(
        names=listed(r"""
            contract, contracts, agreement, contracte, contractes, contrato, contratos, conveni, convenio, vertrag,
            contrat
        """),
        titles=listed(
            r"contracte, contrato, contract, \w*\s?agreement, conveni, convenio, \w*vertrag, contrat, terms of service"
        ),
        words=listed(r"""
            clàusula, clàusules, cláusula, cláusulas, clause, clauses, les parts, las partes, the parties, d'una
            part, de una parte, de l'altra, de otra parte, reunits, reunidos, manifesten, manifiestan, exposen,
            exponen, pactes, pactos, estipulacions, estipulaciones, hereby, whereas, party of the, signen, firman,
            durada, duración, vigència, vigencia, term, resolució, rescisión, termination, confidencialitat,
            confidencialidad, confidentiality, governing law, jurisdicció, jurisdicción, arrendador, arrendatari,
            arrendatario, landlord, tenant, prestació de serveis, prestación de servicios, services
        """),
    ),
    "deed": Category(
        names=listed("deed, deeds, escriptura, escriptures, escritura, escrituras, notarial deed, urkunde"),
        titles=listed("escriptura, escritura, deed, acta notarial, notarielle urkunde"),
        words=listed(r"""
            notari, notario, notaria, notary, protocol, protocolo, davant meu, ante mí, before me, compareixen,
            comparecen, atorguen, otorgan, atorgament, otorgamiento, registre de la propietat, registro de la
            propiedad, finca, col·legi notarial, colegio notarial, dono fe, doy fe
        """),
    ),
    "report": Category(
        names=listed("report, reports, informe, informes, memoria, memòria, bericht, rapport, study, estudi, estudio"),
        titles=listed(
            "informe, report, mem[oò]ria, bericht, rapport, estudi, estudio, white paper, anàlisi, análisis, analysis"
        ),
        words=listed(r"""
            resum, resumen, summary, conclusions, conclusiones, introducció, introducción, introduction, resultats,
            resultados, results, metodologia, metodología, methodology, figura, figure, taula, tabla, table, índex,
            índice, annex, anexo
        """),
    ),
    "quote": Category(
        names=listed(r"""
            quote, quotation, estimate, offer, pressupost, pressupostos, presupuesto, presupuestos, oferta, angebot,
            devis, proforma
        """),
        titles=listed(r"pressupost, presupuesto, quotation, quote, estimate, oferta, angebot, devis, pro\s?-?forma"),
        words=listed(r"""
            validesa, validez, valid until, vàlid, válido, acceptació, aceptación, acceptance, iva, import, importe,
            total
        """),
    ),
    "order": Category(
        names=listed("order, purchase order, purchase_order, comanda, comandes, pedido, pedidos, bestellung, commande"),
        titles=listed("comanda, pedido, purchase order, order confirmation, bestellung, bon de commande"),
        words=listed("lliurament, entrega, delivery, proveïdor, proveedor, supplier, quantitat, cantidad, quantity"),
    ),
    "delivery_note": Category(
        names=listed(r"""
            delivery note, delivery_note, packing slip, albara, albarà, albarans, albaran, albarán, albaranes,
            lieferschein, bon de livraison
        """),
        titles=listed("albarà, albarán, albaran, delivery note, packing slip, lieferschein, bon de livraison"),
        words=listed("lliurat, entregado, delivered, signatura, firma, bultos, paquets"),
    ),
    "payslip": Category(
        names=listed("payslip, payroll, nomina, nòmina, nòmines, nómina, nominas, salary slip, gehaltsabrechnung"),
        titles=listed(
            "nòmina, nómina, payslip, recibo de salarios, rebut de salaris, gehaltsabrechnung, fulls? de salari"
        ),
        words=listed(r"""
            seguretat social, seguridad social, irpf, meritacions, devengos, deduccions, deducciones, base de
            cotització, base de cotización, líquid a percebre, líquido a percibir, treballador, trabajador, gross
            pay, net pay
        """),
    ),
    "bank_statement": Category(
        names=listed(r"""
            bank statement, bank_statement, statement, extracte, extracte bancari, extracto, extracto bancario,
            kontoauszug
        """),
        titles=listed("extracte, extracto, bank statement, account statement, kontoauszug, relevé de compte"),
        words=listed(r"""
            saldo, balance, moviments, movimientos, transactions, iban, data valor, fecha valor, opening balance,
            closing balance
        """),
    ),
    "letter": Category(
        names=listed("letter, letters, carta, cartes, cartas, brief, lettre"),
        titles=(),
        words=listed(r"""
            benvolgut, benvolguda, benvolguts, distingit, estimado, estimada, estimados, distinguido, muy señor,
            dear, atentament, atentamente, cordialment, cordialmente, saludos, sincerely, yours faithfully, best
            regards, sehr geehrte, mit freundlichen grüßen
        """),
    ),
    "minutes": Category(
        names=listed("minutes, acta, actes, actas, protokoll"),
        titles=listed("acta de (?:la )?(?:reunió|reunión|junta|sessió|sesión), minutes of, meeting minutes, acta"),
        words=listed(r"""
            assistents, asistentes, attendees, ordre del dia, orden del día, agenda, acords, acuerdos, president,
            secretari, secretario, s'aixeca la sessió, se levanta la sesión
        """),
    ),
    "cv": Category(
        names=listed("cv, curriculum, currículum, curriculum vitae, resume, lebenslauf"),
        titles=listed(r"curr[ií]culum(?:\s*vit[aæ]e?)?, resume, résumé, lebenslauf"),
        words=listed(r"""
            experiència, experiencia, experience, formació, formación, education, idiomes, idiomas, languages,
            habilitats, habilidades, skills
        """),
    ),
    "insurance": Category(
        names=listed("insurance, policy, polissa, pòlissa, póliza, poliza, assegurança, seguro, versicherung"),
        titles=listed("pòlissa, póliza, insurance policy, versicherungs(?:police|schein)"),
        words=listed(r"""
            assegurat, asegurado, insured, prenedor, tomador, policyholder, cobertura, cobertures, coverage, prima,
            premium, sinistre, siniestro
        """),
    ),
}
SUBCATEGORIES: dict[str, tuple[tuple[str, str], ...]] = {
    "contract": (
        (
            "service_agreement",
            (
                r"prestaci[oó]n? de (?:serveis|servicios)|services? agreement"
                r"|arrendamiento de servicios|dienstleistungsvertrag|consultancy"
            ),
        ),
        ("lease", r"arrendament|arrendamiento|lloguer|alquiler|\blease\b|tenancy|mietvertrag|\bbail\b"),
        ("employment", r"contracte de treball|contrato de trabajo|employment|arbeitsvertrag|contrat de travail"),
        ("confidentiality", r"confidencialitat|confidencialidad|non-?disclosure|\bnda\b"),
        ("sale", r"compravenda|compraventa|sale (?:and purchase )?agreement|kaufvertrag"),
        ("loan", r"pr[eé]stec|pr[eé]stamo|\bloan\b|darlehen"),
        ("data_processing", r"encarregat del tractament|encargado del tratamiento|data processing"),
    ),
    "deed": (
        ("sale", r"compravenda|compraventa|sale"),
        ("mortgage", r"hipotec|mortgage"),
        ("incorporation", r"constituci[oó]n? de (?:la )?(?:societat|sociedad)|incorporation"),
        ("power_of_attorney", r"\bpoders?\b|\bpoderes\b|apoderament|apoderamiento|power of attorney"),
        ("inheritance", r"her[eè]nci|inheritance"),
        ("donation", r"donaci[oó]n?|donation"),
    ),
    "invoice": (
        ("credit_note", r"rectificativa|abonament|\babono\b|credit note|gutschrift|rechnungskorrektur|\bavoir\b"),
        ("simplified_invoice", r"factura simplificada"),
        ("proforma", r"pro\s?-?forma"),
    ),
}
"""What a document of a category is more exactly: the first whose pattern the text has."""
