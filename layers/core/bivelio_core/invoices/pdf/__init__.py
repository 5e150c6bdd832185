"""The PDF of an invoice: `rendering.render`, laid out by typst from texts that `view` has made."""
