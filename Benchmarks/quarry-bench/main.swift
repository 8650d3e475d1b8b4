print("quarry-bench")
