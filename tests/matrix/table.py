"""Who may do what in which state of the phase: cast × state × verb.

The cast: Hoa is officer and Hung chair of Ba Dinh, whose sheet, figure and target these are; Lan chairs Long Bien,
which leads the cluster and whose figure is appraised; Minh's union is the cluster's deputy and reads its sheets; Nga is
in another cluster; Quang is staff, An administrator and Kim inspector of the federation that launches; Vy has no post.

A cell is `read`, `done`, `nothing` (it was so already), `404` (it does not exist for this person), or a name for the
words of the refusal in tests/matrix/said.py, each with the status of the answer. Whoever is not named in a block finds
404 in every state.
"""

from tests.matrix.table_after_close import AFTER_CLOSE
from tests.matrix.table_appraisal import APPRAISAL
from tests.matrix.table_columns import COLUMNS

#: The states are the columns: draft early open late closing closed sealing final.
MATRIX = """
read the campaign
  hoa hung lan minh nga kim           404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
read the sheet
  hoa hung lan minh kim               404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
read the dashboard
  lan minh nga kim                    404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
read whom a reminder reaches
  lan minh nga kim                    404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
read the standings
  hoa hung lan minh nga kim           404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
export the standings
  hoa hung lan minh nga quang kim an  404      404      404      404      404      read     read     read
read the ties
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            read     read     read     read     read     read     read     read
change the campaign
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
change its year
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     year     year     year     year     year
launch
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     nothing  nothing  nothing  nothing  nothing  nothing  nothing
add a phase
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
move the deadline
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     dates    dates    dates    dates    dates
join phases to a year
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
remove the campaign
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     launched launched launched launched launched launched launched
remove the phase
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     launched launched launched launched launched launched launched
remove a participant
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     launched launched launched launched launched launched launched
remove a criterion
  hoa hung lan minh nga kim           404      tables   tables   tables   tables   tables   tables   tables
  quang an                            done     done     done     scored   scored   scored   scored   scored
read the participants
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            read     read     read     read     read     read     read     read
read the targets
  hoa hung nga                        404      nothing  nothing  nothing  nothing  nothing  nothing  nothing
  lan minh kim                        404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
add to the plan
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
add an indicator
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
change an indicator
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     done     done     done     done     done
change how an indicator adds up
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     adds     adds     adds     adds     adds
remove an indicator
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            done     launched launched launched launched launched launched launched
agree the table
  hoa hung lan minh nga kim           404      agree    agree    agree    agree    agree    agree    agree
  quang an                            done     done     done     done     locked   locked   locked   locked
approve the table
  hoa hung lan minh nga kim           404      approve  approve  approve  approve  approve  approve  approve
  quang an                            done     done     done     done     inuse    inuse    inuse    inuse
set a target
  hoa hung                            404      done     done     over     over     over     over     over
  lan minh kim                        404      assign   assign   assign   assign   assign   assign   assign
  quang an                            done     done     done     over     over     over     over     over
ask to change a signed target
  hoa hung                            done     done     done     over     over     over     over     over
  lan minh nga quang kim vy an        asks     asks     asks     asks     asks     asks     asks     asks
approve its change
  hoa hung lan minh nga kim vy        staff    staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     over     over     over     over     over
enter a figure
  hoa hung                            404      early    done     ended    ended    ended    ended    ended
  lan minh kim                        404      officers officers officers officers officers officers officers
  quang an                            drafted  others   others   others   closing  others   settled  settled
judge a figure
  hoa hung                            404      early    others   ended    ended    ended    ended    ended
  lan minh kim                        404      officers officers officers officers officers officers officers
  quang an                            drafted  done     done     done     closing  done     settled  settled
submit the sheet
  hoa hung                            404      early    done     ended    ended    ended    ended    ended
  lan minh kim                        404      submit   submit   submit   submit   submit   submit   submit
  quang an                            submit   submit   submit   submit   submit   submit   submit   submit
attach evidence
  hoa hung                            404      early    done     ended    ended    ended    ended    ended
  lan minh kim                        404      keep     keep     keep     keep     keep     keep     keep
  quang an                            keep     keep     keep     keep     keep     keep     keep     keep
remove evidence
  hoa hung                            404      404      done     ended    ended    ended    ended    ended
  lan minh quang kim an               404      404      keep     keep     keep     keep     keep     keep
make final
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            entry    entry    entry    entry    entry    ready    already  already
remind
  lan minh nga kim                    404      staff    staff    staff    staff    staff    staff    staff
  quang an                            notyet   early    done     ended    ended    ended    ended    ended
circulate a pledge
  hoa hung minh                       404      prepare  prepare  prepare  prepare  prepare  prepare  prepare
  lan                                 404      done     done     done     done     done     done     done
  quang an                            launch   done     done     done     done     done     done     done
sign a pledge
  hoa hung minh nga kim               404      signers  signers  signers  signers  signers  signers  signers
  lan                                 404      done     done     done     done     done     done     done
  quang an                            signers  signers  signers  signers  signers  signers  signers  signers
import a figure
  hoa hung lan minh nga kim           import   import   import   import   import   import   import   import
  vy                                  unknown  unknown  unknown  unknown  unknown  unknown  unknown  unknown
  quang an                            done     done     done     rows     rows     rows     rows     rows
enrol a union
  hoa hung lan minh nga kim vy        staff    staff    staff    staff    staff    staff    staff    staff
  quang an                            done     done     done     full     full     full     full     full
close by hand
  hoa hung lan minh nga kim vy        staff    staff    staff    staff    staff    staff    staff    staff
  quang an                            nothing  nothing  nothing  done     nothing  nothing  nothing  nothing
"""
MATRIX += APPRAISAL.lstrip() + AFTER_CLOSE.lstrip() + COLUMNS.lstrip()
