-- What a person with a database shell wants to see. The service itself reads none of it.

-- Every event of every order, the submissions included.
create view order_events as
select s.id as sandbox, o.order_no, e.at, e.type, e.rule, e.detail, e.seq
  from events e
  join sandboxes s on s.sandbox = e.sandbox
  join orders o
    on o.sandbox = e.sandbox and o.order_number = e.order_number and o.round = 1
union all
select s.id as sandbox, o.order_no, o.at,
       case when o.round = 1 then 'order_submitted' else 'order_resubmitted' end as type,
       o.rule, o.body as detail, o.seq
  from orders o
  join sandboxes s on s.sandbox = o.sandbox;

-- Every order with its status in truth (the provider may not know it yet).
create view order_status as
with turns as (
    select sandbox, order_number, seq, at,
           case type
               when 'order_under_review'  then 'under_review'
               when 'verification_failed' then 'verification_failed'
               when 'order_returned'      then 'returned'
               when 'order_withdrawn'     then 'withdrawn'
               when 'order_approved'      then 'approved'
               else                            'rejected'
           end as status
      from events
     where type in ('order_under_review', 'verification_failed', 'order_returned',
                    'order_withdrawn', 'order_approved', 'order_rejected')
    union all
    select sandbox, order_number, seq, at, 'awaiting_verification' as status
      from orders
),
latest as (
    select sandbox, order_number, max(seq) as seq
      from turns
     group by sandbox, order_number
),
newest_round as (
    select sandbox, order_number, max(round) as round
      from orders
     group by sandbox, order_number
)
select s.id as sandbox, o.order_no, t.status, t.at as since, o.round, o.filing_type, o.province,
       o.provider
  from latest l
  join turns t on t.sandbox = l.sandbox and t.order_number = l.order_number and t.seq = l.seq
  join newest_round n on n.sandbox = l.sandbox and n.order_number = l.order_number
  join orders o
    on o.sandbox = n.sandbox and o.order_number = n.order_number and o.round = n.round
  join sandboxes s on s.sandbox = l.sandbox;
