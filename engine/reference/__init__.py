"""Tables that every form needs: communes, countries, street types, telephone numbers.

They are read-only data of the State and of public libraries; this room knows no form, no city and no store.
"""
