package function

var regexpFunctions []Function
var timeFunctions []Function
