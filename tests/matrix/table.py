"""Who may do what in which state of the phase: cast × state × verb.

The cast: Hoa is officer and Hung chair of Ba Dinh, whose sheet, figure and target these are; Lan chairs Long Bien,
which leads the cluster and whose figure is appraised; Minh's union is the cluster's deputy and reads its sheets; Nga is
in another cluster; Quang is staff, An administrator and Kim inspector of the federation that launches; Vy has no post.

A cell is `read`, `done`, `nothing` (it was so already), `404` (it does not exist for this person), or a name for the
words of the refusal in SAID, each with the status of the answer. Whoever is not named in a block finds 404 in every
state.
"""

SAID = {
    "import": "422 Only staff of HN may prepare its campaigns. Please ask them to import this workbook.",
    # Who has no post is in sight of no union: neither the federation nor Ba Dinh exists for that person's workbook.
    "unknown": "422 “HN” is not known. Add it to the sheet “Công đoàn”, or correct the code. There is no phase 1 for "
    "this sector. Add it to the sheet of phases, or correct number and sector. “BD” is not known. Add it to the sheet "
    "“Công đoàn”, or correct the code. “DV” is not known. Add it to the sheet “Chỉ tiêu”, or correct the code.",
    "staff": "403 Only staff of LĐLĐ thành phố Hà Nội may do this. Please ask them.",
    "drafted": "409 “Đợt 1” takes no figures now: in preparation.",
    "submit": "403 Only officers of LĐLĐ quận Ba Đình submit its figures.",
    "keep": "403 Only officers of LĐLĐ quận Ba Đình keep the evidence of this figure.",
    "notyet": "409 “Đợt 1” is not launched yet.",
    "moved": "302 This figure has been changed meanwhile; look at the page again.",
    "entry": "422 Entry of “Đợt 1” is not closed yet; it can be made final afterwards.",
    "launch": "422 Launch the campaign first: before that the parties do not see the pledge.",
    "signers": "403 Only the chair of LĐLĐ quận Long Biên, or a vice chair for the chair, signs here.",
    "agree": "403 A scoring table is agreed by LĐLĐ thành phố Hà Nội, a cluster's own table also by its head.",
    "early": "409 “Đợt 1” takes figures from 01/07/2024.",
    "prepare": "403 Only the cluster's head or the launching federation circulates a pledge.",
    "assign": "403 The federation assigns targets; a union registers its own.",
    "asks": "403 Only officers of LĐLĐ quận Ba Đình ask for a change of its targets.",
    "officers": "403 Only officers of LĐLĐ quận Ba Đình enter its figures.",
    "others": "403 Some of these figures are not yours to enter. Please load the page again.",
    "over": "409 Every phase of “Thi đua năm 2024” has ended; its targets no longer change.",
    "ended": "409 The phase has ended: “Đợt 1” took figures until 31/07/2024. "
    "To correct one, please ask LĐLĐ thành phố Hà Nội.",
    "launched": "409 “Thi đua năm 2024” is launched: the unions that take part see it, so nothing of it is removed. "
    "What is wrong can be changed.",
    "scored": "409 A closed phase is scored by this table, which no longer changes.",
    "year": "422 A phase of this campaign is closed, so its year stays 2024.",
    "dates": "409 “Đợt 1” is closed; its dates no longer change.",
    "rows": "422 The phase is closed; its rows no longer change. Write what is stored: 800.",
    "locked": "302 A closed phase is scored by this table, which no longer changes.",
    "closing": "409 “Đợt 1” takes no figures now: closing.",
    "full": "422 “Đợt 1” is closed; nobody can be enrolled any more.",
    "sealing": "409 “Đợt 1” takes no figures now: being sealed.",
    "final": "409 “Đợt 1” is final; nothing moves any more.",
    "finally": "409 “Đợt 1” takes no figures now: final.",
}  # fmt: skip

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
read the appraisal
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            read     read     read     read     read     read     read     read
read the standings
  hoa hung lan minh nga kim           404      read     read     read     read     read     read     read
  quang an                            read     read     read     read     read     read     read     read
export the standings
  hoa hung lan minh nga quang kim an  404      404      404      404      404      read     read     read
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
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
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
agree the table
  hoa hung lan minh nga kim           404      agree    agree    agree    agree    agree    agree    agree
  quang an                            done     done     done     done     locked   locked   locked   locked
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
  quang an                            drafted  others   others   others   closing  others   sealing  finally
judge a figure
  hoa hung                            404      early    others   ended    ended    ended    ended    ended
  lan minh kim                        404      officers officers officers officers officers officers officers
  quang an                            drafted  done     done     done     closing  done     sealing  finally
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
return a figure
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            notyet   early    done     ended    ended    ended    ended    ended
verify a figure
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            moved    moved    done     done     done     done     final    final
make final
  hoa hung lan minh nga kim           404      staff    staff    staff    staff    staff    staff    staff
  quang an                            entry    entry    entry    entry    entry    done     nothing  nothing
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
