// Every exchange to the letter (times left out), see Script.swift.
//
//  1. The acknowledgement comes before what follows from it; a repeated id has no second effect.
//  2. Who comes back is told what came since, each event once and in order.
//  3. Limits are answered by an error that says whether to try again.
//  4. While a person has it the bot speaks to nobody but that person; staff see what is theirs.
//  5. What is not durable is not shown; where the store fails, the sender is told.
//  6. A close, an erasure and a drain say goodbye.

import Testing

@Suite struct ExchangeTests {
  static let scripts: [(name: String, text: String)] = [
    (
      "A message is acknowledged before its reply; a repeated id gets the first answer, on any connection",
      #"""
      > new 1 c1
      1 welcome,role:customer,conversation:c1,token:t,state:bot,seq:0}
      > 1 {"type":"message","id":"m1","text":"尺码怎么选"}
      1 ack,id:m1,conversation:c1,seq:1}
      1 reply,conversation:c1,seq:2,text:看尺码表。,decision:answer,entry:size,confidence:1.0,stage:keyword}
      > 1 {"type":"message","id":"m1","text":"尺码怎么选"}
      1 ack,id:m1,conversation:c1,seq:1}
      > back 2 c1 0
      2 welcome,role:customer,conversation:c1,token:t,state:bot,seq:2}
      2 message,conversation:c1,seq:1,from:customer,text:尺码怎么选,id:m1}
      2 reply,conversation:c1,seq:2,text:看尺码表。,decision:answer,entry:size,confidence:1.0,stage:keyword}
      > 2 {"type":"message","id":"m1","text":"尺码怎么选"}
      2 ack,id:m1,conversation:c1,seq:1}
      > 2 {"type":"message","id":"m2","text":"退款多久到账"}
      2 ack,id:m2,conversation:c1,seq:3}
      1 message,conversation:c1,seq:3,from:customer,text:退款多久到账,id:m2}
      1 reply,conversation:c1,seq:4,text:三天内。,decision:answer,entry:refund.time,confidence:1.0,stage:keyword}
      2 reply,conversation:c1,seq:4,text:三天内。,decision:answer,entry:refund.time,confidence:1.0,stage:keyword}
      > 1 {"type":"choose","id":"m3","option":1}
      1 error,code:no_such_option,message:no option of that number is on offer,id:m3,retry:false}
      > 1 {"type":"event","id":"m4","name":"nonsense"}
      1 error,code:bad_frame,message:\name\ must be one of visit, cart, unpaid, shipped, delivered, refunded, birthday,id:m4,retry:false}
      > 1 {"type":"hello","role":"customer"}
      1 error,code:hello_twice,message:a connection says hello once; open another,retry:false}
      > 1 {"type":"accept","id":"m5"}
      1 error,code:forbidden,message:a customer cannot send \accept\,id:m5,retry:false}
      > 9 {"type":"message","id":"m1","text":"尺码怎么选"}
      9 error,code:hello_required,message:the first frame must be a hello,id:m1,retry:false}
      > 1 {"type":"ping","id":"p"}
      1 pong,id:p}
      """#
    ),
    (
      "What came before is read from the store, and what comes meanwhile waits behind it",
      #"""
      > new 1 c1
      1 welcome,role:customer,conversation:c1,token:t,state:bot,seq:0}
      > 1 {"type":"message","id":"m1","text":"尺码怎么选"}
      1 ack,id:m1,conversation:c1,seq:1}
      1 reply,conversation:c1,seq:2,text:看尺码表。,decision:answer,entry:size,confidence:1.0,stage:keyword}
      > 1 {"type":"message","id":"m2","text":"退款多久到账"}
      1 ack,id:m2,conversation:c1,seq:3}
      1 reply,conversation:c1,seq:4,text:三天内。,decision:answer,entry:refund.time,confidence:1.0,stage:keyword}
      > hold reads
      > back 2 c1 1
      2 welcome,role:customer,conversation:c1,token:t,state:bot,seq:4}
      > 1 {"type":"message","id":"m3","text":"换货运费谁承担"}
      1 ack,id:m3,conversation:c1,seq:5}
      1 reply,conversation:c1,seq:6,text:各付一程。,decision:answer,entry:exchange.freight,confidence:1.0,stage:keyword}
      > release
      2 reply,conversation:c1,seq:2,text:看尺码表。,decision:answer,entry:size,confidence:1.0,stage:keyword}
      2 message,conversation:c1,seq:3,from:customer,text:退款多久到账,id:m2}
      2 reply,conversation:c1,seq:4,text:三天内。,decision:answer,entry:refund.time,confidence:1.0,stage:keyword}
      2 message,conversation:c1,seq:5,from:customer,text:换货运费谁承担,id:m3}
      2 reply,conversation:c1,seq:6,text:各付一程。,decision:answer,entry:exchange.freight,confidence:1.0,stage:keyword}
      > back 3 c1 5
      3 welcome,role:customer,conversation:c1,token:t,state:bot,seq:6}
      3 reply,conversation:c1,seq:6,text:各付一程。,decision:answer,entry:exchange.freight,confidence:1.0,stage:keyword}
      """#
    ),
    (
      "Too many, too fast",
      #"""
      > new 1 c1
      1 welcome,role:customer,conversation:c1,token:t,state:bot,seq:0}
      > hold turns
      > 1 {"type":"message","id":"m1","text":"尺码怎么选"}
      > 1 {"type":"message","id":"m2","text":"尺码怎么选"}
      > 1 {"type":"message","id":"m3","text":"尺码怎么选"}
      > 1 {"type":"message","id":"m4","text":"尺码怎么选"}
      1 error,code:backlog,message:too many messages wait for their answers; go on once some have come,id:m4,retry:true}
      > 1 {"type":"message","id":"m5","text":"尺码怎么选"}
      1 error,code:backlog,message:too many messages wait for their answers; go on once some have come,id:m5,retry:true}
      > 1 {"type":"message","id":"m6","text":"尺码怎么选"}
      1 error,code:backlog,message:too many messages wait for their answers; go on once some have come,id:m6,retry:true}
      > 1 {"type":"message","id":"m7","text":"尺码怎么选"}
      1 error,code:backlog,message:too many messages wait for their answers; go on once some have come,id:m7,retry:true}
      > 1 {"type":"message","id":"m8","text":"尺码怎么选"}
      1 error,code:backlog,message:too many messages wait for their answers; go on once some have come,id:m8,retry:true}
      > 1 {"type":"message","id":"m9","text":"尺码怎么选"}
      1 error,code:backlog,message:too many messages wait for their answers; go on once some have come,id:m9,retry:true}
      > 1 {"type":"message","id":"m10","text":"尺码怎么选"}
      1 error,code:backlog,message:too many messages wait for their answers; go on once some have come,id:m10,retry:true}
      > 1 {"type":"message","id":"m11","text":"尺码怎么选"}
      1 error,code:backlog,message:too many messages wait for their answers; go on once some have come,id:m11,retry:true}
      > 1 {"type":"message","id":"m12","text":"尺码怎么选"}
      1 error,code:backlog,message:too many messages wait for their answers; go on once some have come,id:m12,retry:true}
      > 1 {"type":"message","id":"m13","text":"尺码怎么选"}
      1 error,code:rate_limited,message:too many messages at once; go on after a moment,id:m13,retry:true}
      """#
    ),
    (
      "A person has it: talk, canned replies, hold, whisper, takeover, transfer, rating",
      #"""
      > agent 10 wang
      10 welcome,role:agent,seq:0,agent:wang}
      > new 1 c1
      1 welcome,role:customer,conversation:c1,token:t,state:bot,seq:0}
      > 1 {"type":"message","id":"m1","text":"尺码怎么选"}
      1 ack,id:m1,conversation:c1,seq:1}
      1 reply,conversation:c1,seq:2,text:看尺码表。,decision:answer,entry:size,confidence:1.0,stage:keyword}
      > 1 {"type":"report","id":"r1","seq":2,"comment":"不对"}
      1 ack,id:r1,conversation:c1}
      > 1 {"type":"report","id":"r1","seq":2}
      1 ack,id:r1,conversation:c1}
      > 1 {"type":"report","id":"r2","seq":1}
      1 error,code:nothing_to_rate,message:there is nothing to rate now,id:r2,retry:false}
      > 1 {"type":"report","id":"r3","seq":9}
      1 error,code:nothing_to_rate,message:there is nothing to rate now,id:r3,retry:false}
      > 1 {"type":"human","id":"m2"}
      1 ack,id:m2,conversation:c1}
      1 reply,conversation:c1,seq:3,text:好的，马上请同事来，请稍等。,decision:handoff,confidence:0.0,stage:dialogue}
      10 handoff,conversation:c1,stage:assigned,group:presale,priority:normal,reason:askedForPerson,tried:[size],agent:wang}
      10 message,conversation:c1,seq:1,from:customer,text:尺码怎么选,id:m1}
      10 reply,conversation:c1,seq:2,text:看尺码表。,decision:answer,entry:size,confidence:1.0,stage:keyword}
      10 reply,conversation:c1,seq:3,text:好的，马上请同事来，请稍等。,decision:handoff,confidence:0.0,stage:dialogue}
      10 state,conversation:c1,seq:4,state:assigned,agent:WANG,group:presale}
      1 state,conversation:c1,seq:4,state:assigned,agent:WANG,group:presale}
      > 1 {"type":"typing"}
      10 typing,conversation:c1,from:customer}
      > 1 {"type":"message","id":"m3","text":"尺码怎么选"}
      1 ack,id:m3,conversation:c1,seq:5}
      10 message,conversation:c1,seq:5,from:customer,text:尺码怎么选,id:m3}
      10 suggestion,conversation:c1,entry:size,text:看尺码表。,confidence:1.0}
      > 10 {"type":"message","id":"a1","conversation":"c1","text":"您好"}
      10 ack,id:a1,conversation:c1,seq:6}
      1 message,conversation:c1,seq:6,from:agent,text:您好,name:WANG,id:a1}
      10 message,conversation:c1,seq:6,from:agent,text:您好,name:WANG,id:a1}
      > 10 {"type":"message","id":"a1","conversation":"c1","text":"您好"}
      10 ack,id:a1,conversation:c1,seq:6}
      > 10 {"type":"message","id":"a2","conversation":"c1","text":"加我微信"}
      10 error,code:forbidden,message:not sent: it crosses a red line (offPlatform),id:a2,retry:false}
      10 alert,kind:redLine,conversation:c1,agent:wang,group:presale,message:the agent says what no agent may say: offPlatform}
      > 10 {"type":"canned","id":"a3","conversation":"c1","code":"adress"}
      10 error,code:unknown_reply,message:there is no canned reply adress; did you mean address?,id:a3,retry:false}
      > 10 {"type":"canned","id":"a3","conversation":"c1","code":"address"}
      10 error,code:missing_fields,message:the canned reply address needs {订单号},id:a3,retry:false}
      > 10 {"type":"canned","id":"a3","conversation":"c1","code":"address","fields":{"订单号":"7"}}
      10 ack,id:a3,conversation:c1,seq:7}
      1 message,conversation:c1,seq:7,from:agent,text:订单7已登记。,name:WANG,id:a3}
      10 message,conversation:c1,seq:7,from:agent,text:订单7已登记。,name:WANG,id:a3}
      > 10 {"type":"typing","conversation":"c1"}
      1 typing,conversation:c1,from:agent}
      > 10 {"type":"hold","id":"a4","conversation":"c1"}
      10 ack,id:a4,conversation:c1}
      1 state,conversation:c1,seq:8,state:hold,agent:WANG,group:presale}
      10 state,conversation:c1,seq:8,state:hold,agent:WANG,group:presale}
      > 10 {"type":"transfer","id":"a5","conversation":"c1","group":"presal"}
      10 error,code:unknown_group,message:there is no group presal; did you mean presale?,id:a5,retry:false}
      > boss 20 boss
      20 welcome,role:supervisor,seq:0,agent:boss}
      > 20 {"type":"watch","id":"b1","conversation":"c1"}
      20 ack,id:b1,conversation:c1}
      20 message,conversation:c1,seq:1,from:customer,text:尺码怎么选,id:m1}
      20 reply,conversation:c1,seq:2,text:看尺码表。,decision:answer,entry:size,confidence:1.0,stage:keyword}
      20 reply,conversation:c1,seq:3,text:好的，马上请同事来，请稍等。,decision:handoff,confidence:0.0,stage:dialogue}
      20 state,conversation:c1,seq:4,state:assigned,agent:WANG,group:presale}
      20 message,conversation:c1,seq:5,from:customer,text:尺码怎么选,id:m3}
      20 message,conversation:c1,seq:6,from:agent,text:您好,name:WANG,id:a1}
      20 message,conversation:c1,seq:7,from:agent,text:订单7已登记。,name:WANG,id:a3}
      20 state,conversation:c1,seq:8,state:hold,agent:WANG,group:presale}
      > 20 {"type":"whisper","id":"b2","conversation":"c1","text":"别急"}
      20 ack,id:b2,conversation:c1}
      10 note,conversation:c1,kind:whisper,from:boss,text:别急}
      > 20 {"type":"takeover","id":"b3","conversation":"c1"}
      20 ack,id:b3,conversation:c1}
      10 handoff,conversation:c1,stage:gone,priority:normal,reason:gone}
      20 handoff,conversation:c1,stage:assigned,group:presale,priority:normal,reason:askedForPerson,tried:[size],agent:boss}
      1 state,conversation:c1,seq:9,state:assigned,agent:BOSS,group:presale}
      20 state,conversation:c1,seq:9,state:assigned,agent:BOSS,group:presale}
      > 10 {"type":"message","id":"a6","conversation":"c1","text":"您好"}
      10 error,code:not_yours,message:wang does not own c1: assigned to boss,id:a6,retry:false}
      > 20 {"type":"transfer","id":"b4","conversation":"c1","agent":"wang"}
      20 ack,id:b4,conversation:c1}
      20 handoff,conversation:c1,stage:gone,priority:normal,reason:gone}
      10 handoff,conversation:c1,stage:assigned,group:presale,priority:normal,reason:askedForPerson,tried:[size],agent:wang}
      10 message,conversation:c1,seq:1,from:customer,text:尺码怎么选,id:m1}
      10 reply,conversation:c1,seq:2,text:看尺码表。,decision:answer,entry:size,confidence:1.0,stage:keyword}
      10 reply,conversation:c1,seq:3,text:好的，马上请同事来，请稍等。,decision:handoff,confidence:0.0,stage:dialogue}
      10 state,conversation:c1,seq:4,state:assigned,agent:WANG,group:presale}
      10 message,conversation:c1,seq:5,from:customer,text:尺码怎么选,id:m3}
      10 message,conversation:c1,seq:6,from:agent,text:您好,name:WANG,id:a1}
      10 message,conversation:c1,seq:7,from:agent,text:订单7已登记。,name:WANG,id:a3}
      10 state,conversation:c1,seq:8,state:hold,agent:WANG,group:presale}
      10 state,conversation:c1,seq:9,state:assigned,agent:BOSS,group:presale}
      10 state,conversation:c1,seq:10,state:assigned,agent:WANG,group:presale}
      1 state,conversation:c1,seq:10,state:assigned,agent:WANG,group:presale}
      20 state,conversation:c1,seq:10,state:assigned,agent:WANG,group:presale}
      > 10 {"type":"resolve","id":"a7","conversation":"c1"}
      10 ack,id:a7,conversation:c1}
      10 handoff,conversation:c1,stage:gone,priority:normal,reason:gone}
      1 rate,conversation:c1}
      1 state,conversation:c1,seq:11,state:resolved,group:presale}
      20 state,conversation:c1,seq:11,state:resolved,group:presale}
      > 1 {"type":"rate","id":"m4","score":5}
      1 ack,id:m4,conversation:c1}
      1 state,conversation:c1,seq:12,state:bot}
      20 state,conversation:c1,seq:12,state:bot}
      > 1 {"type":"close","id":"m6"}
      1 ack,id:m6,conversation:c1}
      1 bye,reason:closed}
      1 closed
      """#
    ),
    (
      "What the store does not keep is taken back, and taken again when it comes again",
      #"""
      > agent 10 wang
      10 welcome,role:agent,seq:0,agent:wang}
      > new 1 c1
      1 welcome,role:customer,conversation:c1,token:t,state:bot,seq:0}
      > hold store
      > 1 {"type":"message","id":"m1","text":"转人工"}
      > 10 {"type":"message","id":"a1","conversation":"c1","text":"您好"}
      > release failing
      1 error,code:store_unavailable,message:the disk is full; free some space and it goes on by itself,id:m1,retry:true}
      10 error,code:store_unavailable,message:the disk is full; free some space and it goes on by itself,id:a1,retry:true}
      > 1 {"type":"message","id":"m1","text":"转人工"}
      1 ack,id:m1,conversation:c1,seq:1}
      1 reply,conversation:c1,seq:2,text:好的，马上请同事来，请稍等。,decision:handoff,confidence:0.0,stage:dialogue}
      10 handoff,conversation:c1,stage:assigned,priority:normal,reason:askedForPerson,agent:wang}
      10 message,conversation:c1,seq:1,from:customer,text:转人工,id:m1}
      10 reply,conversation:c1,seq:2,text:好的，马上请同事来，请稍等。,decision:handoff,confidence:0.0,stage:dialogue}
      10 state,conversation:c1,seq:3,state:assigned,agent:WANG}
      1 state,conversation:c1,seq:3,state:assigned,agent:WANG}
      """#
    ),
    (
      "A flow waits for the shop's systems, but not who wants a person",
      #"""
      > new 1 c1
      1 welcome,role:customer,conversation:c1,token:t,state:bot,seq:0}
      > 1 {"type":"message","id":"m1","text":"快递到哪了"}
      1 ack,id:m1,conversation:c1,seq:1}
      1 reply,conversation:c1,seq:2,text:订单号是多少？,decision:ask,entry:ship.track,confidence:1.0,stage:keyword}
      > 1 {"type":"message","id":"m2","text":"2026031588120457"}
      1 ack,id:m2,conversation:c1,seq:3}
      > 1 {"type":"message","id":"m3","text":"尺码怎么选"}
      > lookup
      1 error,code:store_unavailable,message:conversation c1: the next event is 4, not 5,id:m3,retry:true}
      1 reply,conversation:c1,seq:4,text:运输中。,decision:inform,confidence:0.0,stage:dialogue}
      """#
    ),
    (
      "Erased, evicted, drained",
      #"""
      > admin 30
      > new 1 c1
      1 welcome,role:customer,conversation:c1,token:t,state:bot,seq:0}
      > 1 {"type":"message","id":"m1","text":"尺码怎么选"}
      1 ack,id:m1,conversation:c1,seq:1}
      1 reply,conversation:c1,seq:2,text:看尺码表。,decision:answer,entry:size,confidence:1.0,stage:keyword}
      > 30 {"type":"event","id":"e1","conversation":"c1","name":"unpaid"}
      30 ack,id:e1,conversation:c1}
      > 30 {"type":"event","id":"e2","name":"unpaid"}
      30 error,code:bad_frame,message:\conversation\ must be there,id:e2,retry:false}
      > gone 1
      > wait 61
      > back 2 c1 1
      2 welcome,role:customer,conversation:c1,token:t,state:bot,seq:2}
      2 reply,conversation:c1,seq:2,text:看尺码表。,decision:answer,entry:size,confidence:1.0,stage:keyword}
      > erase c1
      2 error,code:unknown_conversation,message:there is no such conversation, or it has been erased,retry:false}
      2 bye,reason:erased}
      2 closed
      > 2 {"type":"message","id":"m2","text":"尺码怎么选"}
      2 error,code:hello_required,message:the first frame must be a hello,id:m2,retry:false}
      > drain
      drained
      > new 3 c3
      3 error,code:draining,message:the daemon is about to stop; connect anew,retry:true}
      3 closed
      """#
    ),
  ]

  @Test("1–6: exchanges", arguments: scripts.map(\.name))
  func exchange(name: String) throws {
    let text = try #require(Self.scripts.first { $0.name == name }?.text)
    let played = try Script(text: text).played()
    #expect(played == text, "\(played)")
  }
}
