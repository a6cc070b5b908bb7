"""The part of the matrix that is about appraising figures, and what is asked of their unions meanwhile."""

#: As in `tests/matrix/table.py`; the columns are draft early open late closing closed sealing final.
APPRAISAL = """
read the appraisal
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            read     read     read     read     read     read     read     read
return a figure
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            notyet   early    done     ended    ended    ended    ended    ended
verify a figure
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            moved    moved    done     done     done     done     settled  settled
take a confirmation back
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     settled  settled
ask about a figure
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            moved    moved    done     done     done     done     settled  settled
answer a question
  hoa hung                            404      done     done     done     done     done     settled  settled
  lan minh kim                        404      answers  answers  answers  answers  answers  answers  answers
  quang an                            answers  answers  answers  answers  answers  answers  answers  answers
"""
