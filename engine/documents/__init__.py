"""Papers: files taken in and cleaned, the receipt as PDF, the mails, and their templates.

It turns what it is given into bytes and messages; it opens no database and sends nothing by itself.
"""
