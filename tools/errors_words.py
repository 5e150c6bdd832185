"""The words of the translated pages of errors: `docs/ca/errors.md` and `docs/es/errors.md`."""

WORDS: dict[str, dict[str, str]] = {
    "ca": {
        "head": """\
# Errors

Tots els errors tenen la mateixa forma. Aquesta pàgina es genera amb `make errors` a partir del codi; no s'edita
a mà.

| camp d'`error` | significat |
|---|---|
| `code` | decideix per aquest camp; no canvia |
| `message` | per a una persona, en la llengua d'`Accept-Language` (`ca`, `es` o `en`) |
| `details` | el que depèn del codi, com ara els camps incorrectes |
| `retryable` | si la mateixa petició pot anar bé més tard ([què cal fer](getting-started.md#errors-i-reintents)) |
| `retry_after` | d'aquí a quants segons, si se sap; també és la capçalera `Retry-After` |
| `remedy` | què cal fer ara, en la mateixa llengua |
| `doc_url` | la pàgina que parla del codi; a la plataforma local, una pàgina de la mateixa plataforma |
| `request_id` | dona'l al suport; també és la capçalera `X-Request-Id` |

Els missatges del mateix API Gateway (un cos de més de 6 MB, massa peticions a l'entrada) són en català,
castellà i anglès alhora; el d'una credencial rebutjada i el del límit del pla, en la llengua de qui crida.
""",
        "codes": "Codis",
        "retryable": ", es pot repetir",
        "remedy": "Què cal fer:",
        "reasons": "Motius d'AUTH_INVALID_TOKEN",
        "reasons_about": """\
`details.reason` d'una credencial rebutjada, amb el missatge i el que cal fer. Que una clau està revocada,
caducada, suspesa o lligada a altres orígens només es diu a qui n'ha enviat tot el text.
""",
        "constraints": "Restriccions de VALIDATION_ERROR",
        "constraints_about": """\
`details.errors` enumera les faltes, fins a 20; `details` repeteix la primera. `field` és el camí dins de `data`
tal com s'ha enviat, `line_items[0].quantity`; un nom que un camí no pot contenir va entre cometes,
`custom_fields["a.b"]`. Les faltes d'una capçalera n'anomenen el nom, i les del mateix text, `body`. `limit`,
`step` i `reason` hi són quan la restricció en té; d'un JSON que no ho és,
`reason` és el que diu l'analitzador, en anglès.
""",
        "formats": "Formats",
        "formats_about": """\
D'un text d'un altre format, o on s'espera un instant o un dia, `message` diu què s'espera, amb un exemple.
""",
        "constraint": "restricció",
        "format": "format",
        "message": "missatge",
    },
    "es": {
        "head": """\
# Errores

Todos los errores tienen la misma forma. Esta página se genera con `make errors` a partir del código; no se
edita a mano.

| campo de `error` | significado |
|---|---|
| `code` | decide por este campo; no cambia |
| `message` | para una persona, en el idioma de `Accept-Language` (`ca`, `es` o `en`) |
| `details` | lo que depende del código, como los campos incorrectos |
| `retryable` | si la misma petición puede ir bien más tarde ([qué hacer](getting-started.md#errores-y-reintentos)) |
| `retry_after` | dentro de cuántos segundos, si se sabe; también es la cabecera `Retry-After` |
| `remedy` | qué hacer ahora, en el mismo idioma |
| `doc_url` | la página sobre el código; en la plataforma local, una página de la propia plataforma |
| `request_id` | dáselo al soporte; también es la cabecera `X-Request-Id` |

Los mensajes del propio API Gateway (un cuerpo de más de 6 MB, demasiadas peticiones a la entrada) están en
catalán, castellano e inglés a la vez; el de una credencial rechazada y el del límite del plan, en el idioma de
quien llama.
""",
        "codes": "Códigos",
        "retryable": ", se puede repetir",
        "remedy": "Qué hacer:",
        "reasons": "Motivos de AUTH_INVALID_TOKEN",
        "reasons_about": """\
`details.reason` de una credencial rechazada, con el mensaje y lo que hay que hacer. Que una clave está
revocada, caducada, suspendida o ligada a otros orígenes solo se dice a quien ha enviado todo su texto.
""",
        "constraints": "Restricciones de VALIDATION_ERROR",
        "constraints_about": """\
`details.errors` enumera las faltas, hasta 20; `details` repite la primera. `field` es la ruta dentro de `data`
tal como se ha enviado, `line_items[0].quantity`; un nombre que una ruta no puede contener va entre comillas,
`custom_fields["a.b"]`. Las faltas de una cabecera indican su nombre, y las del propio texto, `body`. `limit`,
`step` y `reason` están cuando la restricción los tiene; de un JSON que no lo es,
`reason` es lo que dice el analizador, en inglés.
""",
        "formats": "Formatos",
        "formats_about": """\
De un texto de otro formato, o donde se espera un instante o un día, `message` dice qué se espera, con un
ejemplo.
""",
        "constraint": "restricción",
        "format": "formato",
        "message": "mensaje",
    },
}
