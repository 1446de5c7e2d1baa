package function

var timeFunctions []Function
