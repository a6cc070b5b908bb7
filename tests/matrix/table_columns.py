"""The part of the matrix that is about judges, the columns beside the computed points, and visits."""

#: As in `tests/matrix/table.py`; the columns are draft early open late closing closed sealing final. A draft of a
#: self-score leaves no event: `nothing` is that it was kept.
COLUMNS = """
read what is to be judged
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            read     read     read     read     read     read     read     read
judge a cluster
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            drafted  done     done     done     closing  done     settled  settled
agree on judged points
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            drafted  done     done     done     closing  done     settled  settled
read a self-score
  hoa hung lan minh kim               404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
write a self-score
  hoa hung                            404      nothing  nothing  nothing  nothing  nothing  beside   beside
  lan minh kim                        404      mayonly  mayonly  mayonly  mayonly  mayonly  mayonly  mayonly
  quang an                            mayonly  mayonly  mayonly  mayonly  mayonly  mayonly  mayonly  mayonly
send a self-score
  hoa hung                            404      done     done     done     done     done     beside   beside
  lan minh kim                        404      mayonly  mayonly  mayonly  mayonly  mayonly  mayonly  mayonly
  quang an                            mayonly  mayonly  mayonly  mayonly  mayonly  mayonly  mayonly  mayonly
read who checks whom
  hoa hung lan minh nga kim           404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
draw who checks whom
  hoa hung minh kim                   404      draws    draws    draws    draws    draws    draws    draws
  lan                                 404      uncount  uncount  uncount  uncount  namesit  sett302  sett302
  nga                                 404      404      404      404      404      404      404      draws
  quang an                            uncount  uncount  uncount  uncount  uncount  namesit  sett302  sett302
enter who checks whom
  hoa hung minh kim                   404      draws    draws    draws    draws    draws    draws    draws
  lan                                 404      uncount  uncount  uncount  uncount  names    sett302  sett302
  nga                                 404      404      404      404      404      404      404      draws
  quang an                            uncount  uncount  uncount  uncount  uncount  done     sett302  sett302
read a cross-check
  hoa hung minh kim                   404      read     read     read     read     read     read     read
  lan quang an                        read     read     read     read     read     read     read     read
send a cross-check
  hoa hung                            404      ownchk   ownchk   ownchk   ownchk   ownchk   ownchk   ownchk
  lan                                 notyet   done     done     done     done     done     beside   beside
  minh kim                            404      checker  checker  checker  checker  checker  checker  checker
  quang an                            checker  checker  checker  checker  checker  checker  checker  checker
read the visits
  hoa hung lan minh kim               404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
plan a visit
  hoa hung                            404      ownvis   ownvis   ownvis   ownvis   ownvis   ownvis   ownvis
  minh kim                            404      visits   visits   visits   visits   visits   visits   visits
  lan                                 404      done     done     done     done     done     sett422  sett422
  quang an                            visnot   done     done     done     done     done     sett422  sett422
record a visit
  hoa hung                            404      ownvis   ownvis   ownvis   ownvis   ownvis   ownvis   ownvis
  minh kim                            404      visits   visits   visits   visits   visits   visits   visits
  lan                                 404      done     done     done     done     done     sett422  sett422
  quang an                            done     done     done     done     done     done     sett422  sett422
"""
