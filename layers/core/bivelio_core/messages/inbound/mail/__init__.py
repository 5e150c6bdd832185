"""Incoming mails: read in a separate process, within limits, and stored like any message.

`room` finds whose a mail of SES's bucket is, by its head alone (`heads`); `reader` has the process (`child`) read it.
All other modules run in that process and import nothing of ours, so that it starts quickly: `reading` puts a letter
together from the parts (`parts`), the addresses (`addresses`), the verdicts (`authentication`) and the reports of
other servers (`bounces`), whose texts are decoded by `words` and `html_text`.
"""
