"""The part of the matrix that is about the time between the close and the final."""

#: As in `tests/matrix/table.py`; the columns are draft early open late closing closed sealing final.
AFTER_CLOSE = """
read the stages
  hoa hung lan minh nga kim           404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
set a stage
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
take a stage away
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
read the log of changes
  hoa hung lan minh nga kim           404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
correct a figure
  hoa hung lan minh kim               404      staff    staff    staff    staff    staff    staff    staff
  quang an                            isopen   isopen   isopen   isopen   done     done     settled  settled
explain a correction
  hoa hung                            404      done     done     done     done     done     done     done
  lan minh kim                        404      mayonly  mayonly  mayonly  mayonly  mayonly  mayonly  mayonly
  quang an                            mayonly  mayonly  mayonly  mayonly  mayonly  mayonly  mayonly  mayonly
ask for a reopening
  hoa hung                            404      isopen   isopen   isopen   done     done     settled  settled
  lan minh kim                        404      mayonly  mayonly  mayonly  mayonly  mayonly  mayonly  mayonly
  quang an                            isopen   isopen   isopen   isopen   done     done     settled  settled
read a reopening
  hoa hung lan minh kim               404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
approve a reopening
  hoa hung lan minh kim               404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     settled  settled
decline a reopening
  hoa hung lan minh kim               404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
end a reopening
  hoa hung lan minh kim               404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
open a final
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            404      404      404      404      404      404      404      done
read the opinions
  hoa hung lan minh nga kim           404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
send an opinion
  hoa hung lan minh                   404      noopin   noopin   noopin   noopin   done     settled  settled
answer an opinion
  hoa hung lan minh kim               404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
withdraw an opinion
  hoa hung                            404      done     done     done     done     done     done     done
  lan minh kim                        404      rescind  rescind  rescind  rescind  rescind  rescind  rescind
  quang an                            rescind  rescind  rescind  rescind  rescind  rescind  rescind  rescind
record a conference
  hoa hung minh nga kim               404      records  records  records  records  records  records  records
  lan                                 404      before   before   before   before   done     before   before
  quang an                            before   before   before   before   before   done     before   before
take a union out
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            remove   done     done     done     done     done     settled  settled
take a union in again
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            inprep   done     done     done     done     done     settled  settled
check by hand
  hoa hung lan minh nga kim           404      nocheck  nocheck  nocheck  nocheck  nocheck  nocheck  read
  quang an                            nocheck  nocheck  nocheck  nocheck  nocheck  nocheck  nocheck  read
compare with what was sealed
  hoa hung lan minh nga kim           404      nocheck  nocheck  nocheck  nocheck  nocheck  nocheck  read
  quang an                            nocheck  nocheck  nocheck  nocheck  nocheck  nocheck  nocheck  read
show to the public
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            nofinal  nofinal  nofinal  nofinal  nofinal  nofinal  nofinal  done
take from the public
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
mark estimates
  hoa hung                            404      early    done     ended    ended    ended    ended    ended
  lan minh kim                        404      officers  officers  officers  officers  officers  officers  officers
  quang an                            officers  officers  officers  officers  officers  officers  officers  officers
"""
