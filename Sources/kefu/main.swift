import Kefu

print("kefu")
